#include "collector/history/batch.hpp"

#include <deque>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/history/read_write_request.hpp"

namespace magpie::collector::history {
namespace {

/// A few nodes of one shape, whose reports are gathered, cut and encoded.
class BatchTest : public ::testing::Test {
  public:
    static constexpr std::uint32_t slots = 40;
    static constexpr std::int64_t start = 1'700'000'000'000;

    BatchTest() {
        std::vector<SeriesDescription> series;
        for (std::uint32_t i = 0; i < slots; ++i) {
            series.push_back({"magpie_link_up", "", {{"interface", "eth" + std::to_string(i)}}});
        }
        for (int i = 0; i < 3; ++i) {
            nodes.push_back(fleet.born("mapo", "pole-" + std::to_string(i), fleet.intern(1, series), {}, UtcMs{}));
        }
    }

    void add(std::size_t node, std::int64_t time, const std::vector<LoggedSample>& samples, std::uint64_t number = 1) {
        gathering.add({.labels = cache.of(nodes[node]),
                       .node = nodes[node],
                       .epoch = Epoch{1},
                       .range = {ReportNumber{number}, ReportNumber{number}},
                       .time_ms = start + time,
                       .samples = static_cast<std::uint32_t>(samples.size())},
                      samples, clock.now());
    }
    std::deque<Batch> cut() {
        std::deque<Batch> batches;
        gathering.cut(batches);
        return batches;
    }
    static std::string eth(std::size_t node, std::uint32_t slot) {
        return "__name__=magpie_link_up,area=mapo,interface=eth" + std::to_string(slot) + ",node=pole-" +
               std::to_string(node);
    }
    BatchEncoder::Encoded encode(const Batch& batch, std::int64_t earliest = 0) {
        return encoder.encode(batch, UtcMs{Milliseconds{start + earliest}});
    }

    using Points = std::vector<std::pair<std::int64_t, double>>;

    fakes::FakeClock clock;
    Fleet fleet;
    LabelCache cache{fleet};
    std::vector<NodeIndex> nodes;
    Gathering gathering;
    BatchEncoder encoder;
};

TEST_F(BatchTest, SamplesOfASeriesGoTogetherInTheOrderOfTheirTime) {
    add(0, 0, {{1.0, 0, 0}, {10.0, 1, 5}});
    add(1, 0, {{7.0, 0, 0}});
    add(0, 1000, {{2.0, 0, 0}});
    add(0, 500, {{1.5, 0, 0}});
    const auto batches = cut();
    ASSERT_EQ(batches.size(), 1U);
    const auto encoded = encode(batches[0]);
    EXPECT_EQ(encoded.samples, 5U);
    const auto read = read_body(encoded.body);
    EXPECT_EQ(read.size(), 3U) << "each series stands once";
    const auto points = points_of(read);
    EXPECT_EQ(points.at(eth(0, 0)), (Points{{start, 1.0}, {start + 500, 1.5}, {start + 1000, 2.0}}));
    EXPECT_EQ(points.at(eth(0, 1)), (Points{{start + 5, 10.0}}));
    EXPECT_EQ(points.at(eth(1, 0)), (Points{{start, 7.0}}));
}

TEST_F(BatchTest, OfTwoValuesAtOneTimeTheLaterOneGoes) {
    add(0, 0, {{1.0, 0, 0}, {2.0, 0, 0}, {2.0, 0, 0}, {3.0, 0, 7}});
    const auto encoded = encode(cut().front());
    EXPECT_EQ(points_of(read_body(encoded.body)).at(eth(0, 0)), (Points{{start, 2.0}, {start + 7, 3.0}}));
    EXPECT_EQ(encoded.left_out.repeated_time, 1U);
    EXPECT_EQ(encoded.samples, 2U);
}

TEST_F(BatchTest, SamplesThatAreTooOldAreLeftOutAndCounted) {
    add(0, 0, {{1.0, 0, 0}, {1.0, 1, 100}});
    add(1, -1, {{1.0, 0, 0}});
    const auto encoded = encode(cut().front(), 50);
    EXPECT_EQ(encoded.samples, 1U);
    EXPECT_EQ(encoded.left_out.too_old, 2U);
    EXPECT_EQ(points_of(read_body(encoded.body)).size(), 1U);
}

TEST_F(BatchTest, ReportsOfANodeStandTogetherInTheOrderInWhichTheyCame) {
    add(1, 0, {{1.0, 0, 0}}, 1);
    add(0, 0, {}, 9);
    add(1, 5, {{1.0, 0, 0}}, 2);
    add(0, 0, {{1.0, 0, 0}}, 8);
    const auto batch = cut().front();
    std::vector<std::pair<NodeIndex, std::uint64_t>> order;
    for (const auto& report : batch.reports) {
        order.emplace_back(report.node, value(report.range.first));
    }
    EXPECT_EQ(order, (std::vector<std::pair<NodeIndex, std::uint64_t>>{
                         {nodes[0], 9}, {nodes[0], 8}, {nodes[1], 1}, {nodes[1], 2}}));
    EXPECT_TRUE(gathering.empty());
    EXPECT_EQ(gathering.bytes(), 0U);
}

TEST_F(BatchTest, ACutHoldsAboutAMegabyteAndLosesNothing) {
    std::minstd_rand random(5);
    std::size_t samples = 0;
    for (std::uint64_t number = 1; number <= 6000; ++number) {
        std::vector<LoggedSample> report;
        for (std::uint32_t slot = 0; slot < slots; ++slot) {
            report.push_back({static_cast<double>(random()), slot, 0});
        }
        samples += report.size();
        add(number % 3, static_cast<std::int64_t>(number) * 1000, report, number);
    }
    std::size_t sent = 0;
    std::size_t reports = 0;
    const auto batches = cut();
    EXPECT_GT(batches.size(), 3U);
    for (const auto& batch : batches) {
        const auto encoded = encode(batch);
        std::string bytes;
        ASSERT_TRUE(snappy::Uncompress(encoded.body.data(), encoded.body.size(), &bytes));
        EXPECT_LE(bytes.size(), most_request_bytes);
        sent += encoded.samples;
        reports += batch.reports.size();
    }
    EXPECT_EQ(sent, samples);
    EXPECT_EQ(reports, 6000U);
}

TEST_F(BatchTest, HalvesAreTheWhole) {
    for (std::uint64_t number = 1; number <= 5; ++number) {
        add(number % 2, static_cast<std::int64_t>(number), std::vector<LoggedSample>(number, {1.0, 3, 0}), number);
    }
    const auto batch = cut().front();
    const auto [first, second] = halves(batch);
    EXPECT_EQ(first.reports.size(), 2U);
    EXPECT_EQ(second.reports.size(), 3U);
    EXPECT_EQ(first.samples.size(), first.reports[0].samples + first.reports[1].samples);
    EXPECT_EQ(first.samples.size() + second.samples.size(), batch.samples.size());
    EXPECT_EQ(second.since, batch.since);
}

TEST_F(BatchTest, AReportWithoutSamplesMakesAnEmptyRequest) {
    add(0, 0, {});
    const auto encoded = encode(cut().front());
    EXPECT_EQ(encoded.samples, 0U);
    EXPECT_TRUE(read_body(encoded.body).empty());
}

}  // namespace
}  // namespace magpie::collector::history
