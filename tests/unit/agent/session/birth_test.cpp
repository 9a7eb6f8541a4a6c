#include "agent/session/birth.hpp"

#include <gtest/gtest.h>

#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"

namespace magpie::agent {
namespace {

constexpr std::uint64_t golden_shape = 0x6be61e7eff7aa552;

/// The node of tests/golden/sparkplug: its birth was at this moment.
Now at(Milliseconds after_birth) {
    return {Monotonic{std::chrono::hours(1) + after_birth}, UtcMs{std::chrono::seconds(1767225600) + after_birth},
            true};
}

Series series(std::uint32_t id, std::string_view metric, std::vector<std::string> labels, std::optional<double> value) {
    const auto row = catalogue::find(metric).value();
    return {.id = SeriesId{id},
            .metric = row,
            .labels = labels,
            .path = catalogue::wire_path(catalogue::all[row], labels),
            .type = sparkplug::wire_type(catalogue::all[row]),
            .value = value};
}

std::vector<Series> golden_series() {
    return {series(10, "magpie_node_info", {"0.1.0", "Raspberry Pi 4", "Hongik 3", "37.556300", "126.923600"}, 1),
            series(11, "magpie_node_report_interval_seconds", {}, 10),
            series(12, "magpie_link_up", {"eth0"}, 1),
            series(13, "magpie_link_receive_bytes_total", {"eth0"}, 5e9),
            series(14, "magpie_host_temperature_celsius", {"cpu"}, 51.25),
            series(15, "magpie_host_load_average", {"1"}, 0.75),
            series(16, "magpie_link_speed_bytes_per_second", {"eth0"}, std::nullopt)};
}

ReportHeader golden_header(std::uint64_t number, std::uint64_t newest, Milliseconds taken, Milliseconds sent) {
    return {.epoch = Epoch{0x1122334455667788},
            .range = {ReportNumber{number}, ReportNumber{number}},
            .oldest = ReportNumber{1},
            .newest = ReportNumber{newest},
            .shape = golden_shape,
            .clock_known = true,
            .taken = at(taken).mono,
            .sent = at(sent).mono};
}

TEST(Birth, IsTheGoldenBirth) {
    const auto all = golden_series();
    EXPECT_EQ(Birth(all).shape(), golden_shape);
    EXPECT_EQ(encode_birth(all, golden_header(0, 1, {}, {}), 0, 3, at({})), golden::payload("birth"));
}

TEST(Birth, DeathIsTheGoldenDeath) {
    EXPECT_EQ(encode_death(3, at({})), golden::payload("death"));
}

TEST(Birth, DataIsTheGoldenData) {
    const Milliseconds taken{10000};
    const Milliseconds sent{10250};
    const Report report{.range = {ReportNumber{2}, ReportNumber{2}},
                        .taken = at(taken).mono,
                        .samples = {{SeriesId{13}, 5000001500.0}, {SeriesId{14}, 51.5}, {SeriesId{15}, std::nullopt}}};
    EXPECT_EQ(encode_data(report, Birth(golden_series()), golden_header(2, 2, taken, sent), 1, at(sent)),
              golden::payload("data"));
}

TEST(Birth, AWholeReportIsTheGoldenOne) {
    const Milliseconds taken{20000};
    auto header = golden_header(3, 3, taken, taken);
    header.whole = true;
    header.urgent = true;
    header.clock_known = false;
    Report report{.range = {ReportNumber{3}, ReportNumber{3}}, .taken = at(taken).mono, .samples = {}};
    for (const auto& one : golden_series()) {
        if (one.value) {
            report.samples.push_back({one.id, one.value});
        }
    }
    EXPECT_EQ(encode_data(report, Birth(golden_series()), header, 255, at(taken)), golden::payload("data_whole"));
}

TEST(Birth, LateDataIsTheGoldenOne) {
    const Milliseconds hour{3600000};
    auto header = golden_header(1, 9, {}, hour);
    header.whole = true;
    header.historical = true;
    const Report report{
        .range = {ReportNumber{1}, ReportNumber{1}}, .taken = at({}).mono, .samples = {{SeriesId{12}, 1.0}}};
    EXPECT_EQ(encode_data(report, Birth(golden_series()), header, 2, at(hour)), golden::payload("data_historical"));
}

TEST(Birth, AliasesAreThePlacesFrom1) {
    const Birth birth(golden_series());
    EXPECT_EQ(birth.alias(SeriesId{10}), 1U);
    EXPECT_EQ(birth.alias(SeriesId{16}), 7U);
    EXPECT_EQ(birth.alias(SeriesId{9}), 0U);
    EXPECT_EQ(birth.alias(SeriesId{1000}), 0U);
    EXPECT_EQ(Birth{}.alias(SeriesId{0}), 0U);
    EXPECT_EQ(birth.type(SeriesId{14}), sparkplug::DataType::float32);
}

TEST(Birth, PolesOfOneModelShareTheirShape) {
    auto other = golden_series();
    other[0].labels[2] = "Mangwon 7";
    other[1].value = 60;
    EXPECT_EQ(Birth(other).shape(), golden_shape);
}

TEST(Birth, AnotherLabelAnotherOrderOrAnotherLengthIsAnotherShape) {
    auto renamed = golden_series();
    renamed[2] = series(12, "magpie_link_up", {"eth1"}, 1);
    EXPECT_NE(Birth(renamed).shape(), golden_shape);
    auto swapped = golden_series();
    std::swap(swapped[2], swapped[3]);
    EXPECT_NE(Birth(swapped).shape(), golden_shape);
    auto shorter = golden_series();
    shorter.pop_back();
    EXPECT_NE(Birth(shorter).shape(), golden_shape);
}

TEST(Birth, LabelValuesThatAreNoPlainTextAreEscaped) {
    const std::vector<Series> all{series(0, "magpie_link_up", {"et\xff\n"}, 1)};
    const golden::Heard birth(
        {"spBv1.0/a/NBIRTH/n", encode_birth(all, golden_header(0, 1, {}, {}), 0, 0, at({})), 0, false});
    std::vector<sparkplug::PropertyView> properties;
    ASSERT_TRUE(decode_properties(birth.find(1)->properties, 9, properties));
    EXPECT_EQ(properties[0].value.text, "et\\xff\\x0a");
    EXPECT_EQ(birth.find(1)->name, "link/et%FF%0A/up");
}

TEST(Birth, ABucketHasItsBoundAsALabel) {
    auto bucket = series(0, "magpie_wifi_client_signal_dbm", {"5GHz", "SEOUL", "-67"}, 3);
    bucket.part = catalogue::Part::bucket;
    auto sum = series(1, "magpie_wifi_client_signal_dbm", {"5GHz", "SEOUL"}, -201);
    sum.part = catalogue::Part::sum;
    const golden::Heard birth(
        {"spBv1.0/a/NBIRTH/n", encode_birth({bucket, sum}, golden_header(0, 1, {}, {}), 0, 0, at({})), 0, false});
    const auto properties = [&](std::uint64_t alias) {
        std::vector<sparkplug::PropertyView> all;
        EXPECT_TRUE(decode_properties(birth.find(alias)->properties, 9, all));
        std::string text;
        for (const auto& one : all) {
            text += std::string(one.key) + "=" + std::string(one.value.text) + ";";
        }
        return text;
    };
    EXPECT_EQ(properties(1), "band=5GHz;ssid=SEOUL;le=-67;");
    EXPECT_EQ(properties(2), "band=5GHz;ssid=SEOUL;unit=dbm;");
}

TEST(Birth, ASampleOfASeriesItDoesNotNameIsLeftOut) {
    const Report report{.range = {ReportNumber{2}, ReportNumber{2}},
                        .taken = at({}).mono,
                        .samples = {{SeriesId{99}, 1.0}, {SeriesId{12}, 0.0}}};
    const golden::Heard data({"spBv1.0/a/NDATA/n",
                              encode_data(report, Birth(golden_series()), golden_header(2, 2, {}, {}), 1, at({})), 0,
                              false});
    EXPECT_EQ(data.payload.metrics.size(), 2U) << "the header and link_up";
}

}  // namespace
}  // namespace magpie::agent
