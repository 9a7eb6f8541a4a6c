#include "collector/history/refused_reports.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector::history {
namespace {

class RefusedReportsTest : public ::testing::Test {
  protected:
    BatchedReport report(NodeIndex node, std::uint64_t number) {
        return {.labels = nullptr,
                .node = node,
                .node_serial = fleet.node(node).serial,
                .epoch = Epoch{7},
                .range = {ReportNumber{number}, ReportNumber{number + 1}},
                .time_ms = 1'000'000};
    }
    NodeIndex born(const std::string& node) { return fleet.born("mapo", node, std::nullopt, {}, UtcMs{}); }
    [[nodiscard]] std::size_t kept_of(const std::string& node) const {
        return static_cast<std::size_t>(std::ranges::count(reports.kept(), node, &RefusedReport::node));
    }

    fakes::FakeClock clock;
    Fleet fleet;
    RefusedReports reports{fleet};
    const std::vector<LoggedSample> samples{{1, 0, 500}, {2, 1, -2000}, {3, 2, 0}};
};

TEST_F(RefusedReportsTest, OneIsKeptWithWhoseItIsWhichAndWhy) {
    reports.add(report(born("pole"), 5), samples, "status 400: out of\norder\xff", clock.now());
    ASSERT_EQ(reports.kept().size(), 1U);
    const auto& one = reports.kept()[0];
    EXPECT_EQ(one.time, clock.now().wall);
    EXPECT_EQ(one.area, "mapo");
    EXPECT_EQ(one.node, "pole");
    EXPECT_EQ(one.epoch, Epoch{7});
    EXPECT_EQ(one.range, (ReportRange{ReportNumber{5}, ReportNumber{6}}));
    EXPECT_EQ(one.first_ms, 998'000);
    EXPECT_EQ(one.last_ms, 1'000'500);
    EXPECT_EQ(one.samples, 3U);
    EXPECT_EQ(one.words, "status 400: out of\\x0aorder\\xff");
}

TEST_F(RefusedReportsTest, WhatHasNoSamplesHasTheTimeOfItsReport) {
    reports.add(report(born("pole"), 5), {}, "no", clock.now());
    EXPECT_EQ(reports.kept()[0].first_ms, 1'000'000);
    EXPECT_EQ(reports.kept()[0].last_ms, 1'000'000);
}

TEST_F(RefusedReportsTest, APlaceThatIsAnothersByNowGivesNoName) {
    auto of_before = report(born("pole"), 5);
    ++of_before.node_serial;
    reports.add(of_before, samples, "no", clock.now());
    EXPECT_EQ(reports.kept()[0].node, "");
    EXPECT_EQ(reports.kept()[0].area, "");
}

TEST_F(RefusedReportsTest, OfANodeTheLastFewAreKeptSoThatItHidesNoOther) {
    reports.add(report(born("first"), 1), samples, "no", clock.now());
    const auto loud = born("loud");
    for (std::uint64_t number = 1; number <= 1000; ++number) {
        reports.add(report(loud, number), samples, "no", clock.now());
    }
    EXPECT_EQ(kept_of("first"), 1U);
    EXPECT_EQ(kept_of("loud"), RefusedReports::most_of_a_node);
    EXPECT_EQ(reports.kept().back().range.first, ReportNumber{1000});
    EXPECT_EQ(reports.ever_added(), 1001U);
}

TEST_F(RefusedReportsTest, AllOfThemStayWithinTheirBytes) {
    std::string longest;
    for (int i = 0; i < 5000; ++i) {
        const auto node = "a-pole-with-a-name-of-some-length-" + std::to_string(i);
        reports.add(report(born(node), 1), samples, std::string(10'000, '\x01'), clock.now());
        ASSERT_LE(reports.bytes(), RefusedReports::most_bytes);
        longest = std::max(longest, reports.kept().back().words,
                           [](const auto& one, const auto& other) { return one.size() < other.size(); });
    }
    EXPECT_GT(reports.kept().size(), 100U);
    EXPECT_EQ(kept_of("a-pole-with-a-name-of-some-length-4999"), 1U) << "the newest";
    EXPECT_LE(longest.size(), 800U) << "200 bytes, each escaped, however much the store says";
    std::size_t bytes = 0;
    for (const auto& one : reports.kept()) {
        bytes += one.bytes();
    }
    EXPECT_EQ(reports.bytes(), bytes);
}

}  // namespace
}  // namespace magpie::collector::history
