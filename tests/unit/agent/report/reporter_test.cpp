#include "agent/report/reporter.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace magpie::agent {
namespace {

constexpr Now noon{Monotonic{std::chrono::hours(1)}, UtcMs{std::chrono::seconds(1767225600)}, true};

Readings up(std::initializer_list<std::pair<const char*, double>> interfaces) {
    Readings readings;
    for (const auto& [name, value] : interfaces) {
        readings.set<"link_up">(value, name);
    }
    return readings;
}

Report changed(Reporter& reporter, const Readings& readings) {
    return reporter.close(readings, noon, /*whole=*/false, /*urgent=*/false);
}

/// The path of the series of a sample.
std::string path(const Reporter& reporter, const Sample& sample) {
    for (const auto& series : reporter.series()) {
        if (series.id == sample.series) {
            return series.path;
        }
    }
    return {};
}

TEST(Reporter, TheFirstReportHoldsEverything) {
    Reporter reporter;
    const auto report = changed(reporter, up({{"eth0", 1}, {"wlan0", 0}}));
    ASSERT_EQ(report.samples.size(), 2U);
    EXPECT_EQ(path(reporter, report.samples[0]), "link/eth0/up");
    EXPECT_EQ(report.samples[0].value, 1);
    EXPECT_EQ(path(reporter, report.samples[1]), "link/wlan0/up");
    EXPECT_EQ(report.samples[1].value, 0);
    EXPECT_EQ(report.taken, noon.mono);
}

TEST(Reporter, EachPartOfAHistogramIsASeries) {
    Reporter reporter;
    auto signal = histogram_of<"wifi_client_signal_dbm">();
    signal.observe(-150);  // the bounds of the row are those of what is observed, and of no count or sum
    Readings readings;
    readings.spread<"wifi_client_signal_dbm">(signal, "5GHz", "SEOUL");
    EXPECT_EQ(changed(reporter, readings).samples.size(), 10U);
    signal.observe(-65);
    Readings later;
    later.spread<"wifi_client_signal_dbm">(signal, "5GHz", "SEOUL");
    const auto report = changed(reporter, later);
    ASSERT_EQ(report.samples.size(), 5U) << "the buckets from -60 on, the sum and the count";
    EXPECT_EQ(path(reporter, report.samples[0]), "wifi/5GHz/SEOUL/-60/client_signal_dbm_bucket");
    EXPECT_EQ(report.samples[0].value, 2);
    EXPECT_EQ(path(reporter, report.samples[3]), "wifi/5GHz/SEOUL/client_signal_dbm_sum");
    EXPECT_EQ(report.samples[3].value, -215);
    EXPECT_TRUE(reporter.discarded().empty());
}

TEST(Reporter, LaterReportsHoldWhatChanged) {
    Reporter reporter;
    (void)changed(reporter, up({{"eth0", 1}, {"wlan0", 0}}));
    const auto report = changed(reporter, up({{"eth0", 1}, {"wlan0", 1}}));
    ASSERT_EQ(report.samples.size(), 1U);
    EXPECT_EQ(path(reporter, report.samples[0]), "link/wlan0/up");
}

TEST(Reporter, NothingChangedIsAnEmptyReport) {
    Reporter reporter;
    (void)changed(reporter, up({{"eth0", 1}}));
    EXPECT_TRUE(changed(reporter, up({{"eth0", 1}})).samples.empty());
}

TEST(Reporter, AWholeReportHoldsEverythingAgain) {
    Reporter reporter;
    (void)changed(reporter, up({{"eth0", 1}, {"wlan0", 0}}));
    const auto report = reporter.close(up({{"eth0", 1}, {"wlan0", 0}}), noon, /*whole=*/true, /*urgent=*/true);
    EXPECT_EQ(report.samples.size(), 2U);
    EXPECT_TRUE(report.whole);
    EXPECT_TRUE(report.urgent);
}

TEST(Reporter, ASeriesThatIsGoneIsSaidOnce) {
    Reporter reporter;
    (void)changed(reporter, up({{"eth0", 1}, {"usb0", 1}}));
    const auto report = changed(reporter, up({{"eth0", 1}}));
    ASSERT_EQ(report.samples.size(), 1U);
    EXPECT_EQ(path(reporter, report.samples[0]), "link/usb0/up");
    EXPECT_FALSE(report.samples[0].value);
    EXPECT_TRUE(changed(reporter, up({{"eth0", 1}})).samples.empty());
    EXPECT_EQ(reporter.close(up({{"eth0", 1}}), noon, true, false).samples.size(), 1U) << "not even in a whole one";
}

TEST(Reporter, ASeriesThatComesBackKeepsItsIdentity) {
    Reporter reporter;
    const auto first = changed(reporter, up({{"usb0", 1}}));
    (void)changed(reporter, up({}));
    const auto back = changed(reporter, up({{"usb0", 1}}));
    ASSERT_EQ(back.samples.size(), 1U);
    EXPECT_EQ(back.samples[0].series, first.samples[0].series);
    EXPECT_EQ(reporter.series().size(), 1U);
    EXPECT_EQ(reporter.ever_named(), 1U);
}

TEST(Reporter, ANewSeriesIsNamed) {
    Reporter reporter;
    (void)changed(reporter, up({{"eth0", 1}}));
    EXPECT_EQ(reporter.ever_named(), 1U);
    (void)changed(reporter, up({{"eth0", 1}, {"usb0", 1}}));
    EXPECT_EQ(reporter.ever_named(), 2U);
}

TEST(Reporter, WhatIsNotBelievableIsDiscardedAndGone) {
    Reporter reporter;
    (void)changed(reporter, up({{"eth0", 1}}));
    for (const double bad : {2.0, -1.0, std::nan(""), std::numeric_limits<double>::infinity()}) {
        (void)changed(reporter, up({{"eth0", 1}}));
        const auto report = changed(reporter, up({{"eth0", bad}}));
        ASSERT_EQ(report.samples.size(), 1U) << bad;
        EXPECT_FALSE(report.samples[0].value) << bad;
    }
    EXPECT_EQ(reporter.discarded().at("out_of_bounds"), 4U);
}

TEST(Reporter, OfASeriesReadTwiceTheFirstCounts) {
    Reporter reporter;
    const auto report = changed(reporter, up({{"eth0", 1}, {"eth0", 0}}));
    ASSERT_EQ(report.samples.size(), 1U);
    EXPECT_EQ(report.samples[0].value, 1);
    EXPECT_EQ(reporter.discarded().at("written_twice"), 1U);
}

TEST(Reporter, SeriesBeyondTheLimitAreDiscarded) {
    Reporter reporter(2);
    const auto report = changed(reporter, up({{"a", 1}, {"b", 1}, {"c", 1}}));
    EXPECT_EQ(report.samples.size(), 2U);
    EXPECT_EQ(reporter.series().size(), 2U);
    EXPECT_EQ(reporter.discarded().at("too_many_series"), 1U);
}

TEST(Reporter, GoneSeriesAreForgottenUnlessAReportMentionsThem) {
    Reporter reporter;
    (void)changed(reporter, up({{"a", 1}, {"b", 1}, {"c", 1}}));
    (void)changed(reporter, up({{"a", 1}}));
    const auto b = static_cast<std::size_t>(reporter.series()[1].id);
    std::vector<bool> mentioned(b + 1, false);
    mentioned[b] = true;
    reporter.forget_gone(mentioned);
    ASSERT_EQ(reporter.series().size(), 2U);
    EXPECT_EQ(reporter.series()[0].path, "link/a/up");
    EXPECT_EQ(reporter.series()[1].path, "link/b/up");
}

TEST(Reporter, AForgottenSeriesComesBackAsAnother) {
    Reporter reporter;
    const auto first = changed(reporter, up({{"a", 1}, {"b", 1}})).samples[0].series;
    (void)changed(reporter, up({{"b", 1}}));
    reporter.forget_gone({});
    const auto report = changed(reporter, up({{"a", 1}, {"b", 0}}));
    ASSERT_EQ(report.samples.size(), 2U);
    EXPECT_NE(report.samples[0].series, first);
    EXPECT_EQ(path(reporter, report.samples[1]), "link/b/up") << "places were kept in step";
}

TEST(Reporter, ForgettingMakesRoomUnderTheLimit) {
    Reporter reporter(1);
    (void)changed(reporter, up({{"a", 1}}));
    (void)changed(reporter, up({}));
    reporter.forget_gone({});
    EXPECT_EQ(changed(reporter, up({{"b", 1}})).samples.size(), 1U);
}

TEST(Reporter, LabelValuesDoNotRunTogether) {
    Reporter reporter;
    Readings readings;
    readings.count<"link_driver_errors_total">(1, "a", "bc");
    readings.count<"link_driver_errors_total">(2, "ab", "c");
    EXPECT_EQ(changed(reporter, readings).samples.size(), 2U);
}

Report with(Reporter& reporter, double hung, double radars) {
    Readings readings;
    readings.set<"wifi_radio_hung">(hung, "phy0");
    readings.count<"wifi_events_total">(radars, "phy0", "radar_detected");
    readings.count<"wifi_events_total">(radars * 7, "phy0", "join");
    return changed(reporter, readings);
}

TEST(Reporter, AReportThatShowsTheSignOfAnUrgentEventIsUrgent) {
    Reporter reporter;
    EXPECT_FALSE(with(reporter, 0, 5).urgent) << "what it begins with has not risen";
    EXPECT_FALSE(with(reporter, 0, 5).urgent);
    EXPECT_TRUE(with(reporter, 0, 6).urgent);
    EXPECT_FALSE(with(reporter, 0, 6).urgent);
    EXPECT_TRUE(with(reporter, 1, 6).urgent);
    EXPECT_FALSE(with(reporter, 1, 6).urgent);
    EXPECT_FALSE(with(reporter, 0, 6).urgent) << "its end can wait";
    Reporter other;
    EXPECT_TRUE(with(other, 1, 0).urgent) << "it hangs from the start";
}

}  // namespace
}  // namespace magpie::agent
