#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>

#include "agent/sources/wifi/wifi_source.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_nl80211.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"
#include "tests/unit/agent/sources/wifi/sysfs.hpp"

namespace magpie::agent {
namespace {

namespace nl80211 = fakes::nl80211;
using fakes::series_of;
using fakes::value_of;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

/// An access point with two channels, at two in the morning of Korea.
class WifiSourceScanTest : public testing::Test {
  protected:
    WifiSourceScanTest() {
        kernel_.radio_appears("phy0", {5180, 5200});
        kernel_.ap_starts(3, "wlan0", 0, "SEOUL", 5180);
        clock_.advance(hours(17));
    }
    Readings sample(Milliseconds passes = seconds(10)) {
        clock_.advance(passes);
        Readings readings;
        source().sample(readings, clock_.now());
        return readings;
    }
    WifiSource& source() {
        if (!source_) {
            settings_.sys = sys_.root();
            source_.emplace(kernel_, settings_);
        }
        return *source_;
    }
    void scan_ends() {
        kernel_.scan_ends(3);
        EXPECT_FALSE(source().read_events(clock_.now()));
    }
    void hears(std::uint8_t number, std::uint32_t mhz = 5200, std::int32_t mbm = -6500) {
        nl80211::Network network{.bssid = {{0x00, 0xbe, 0xef, 0, 0, number}}, .mhz = mhz, .signal_mbm = mbm};
        // SSID "Cafe Hongdae"; BSS Load: 5 stations, utilisation 51 of 255.
        network.beacon = {std::byte{0}, std::byte{12}};
        const auto name = nl80211::bytes_of("Cafe Hongdae");
        network.beacon.insert(network.beacon.end(), name.begin(), name.end());
        network.beacon.insert(network.beacon.end(), {std::byte{11}, std::byte{5}, std::byte{5}, std::byte{0},
                                                     std::byte{51}, std::byte{0}, std::byte{0}});
        kernel_.network_is_heard(3, network);
    }
    int scans() const { return kernel_.questions(NL80211_CMD_TRIGGER_SCAN); }
    int reads() const { return kernel_.questions(NL80211_CMD_GET_SCAN); }

    fakes::Sysfs sys_;
    fakes::FakeClock clock_;
    fakes::FakeNetlink others_;
    fakes::FakeNl80211 kernel_{others_};
    WifiSettings settings_{.ssids = {"SEOUL"},
                           .neighbours = {.known = {{{{0x00, 0xbe, 0xef, 0, 0, 0x77}}, "pole-0002"}}, .detail = true}};
    std::optional<WifiSource> source_;
};

TEST_F(WifiSourceScanTest, AtNightItListensToOneChannelAfterTheOther) {
    EXPECT_EQ(value_of(sample(), "magpie_wifi_scans_total", {"phy0"}), 1);
    scan_ends();
    EXPECT_EQ(value_of(sample(), "magpie_wifi_scans_total", {"phy0"}), 2);
    scan_ends();
    EXPECT_EQ(value_of(sample(), "magpie_wifi_scans_total", {"phy0"}), 2);
    EXPECT_EQ(scans(), 2);
    EXPECT_EQ(reads(), 2);
    (void)sample(minutes(30));
    EXPECT_EQ(scans(), 3);
}

TEST_F(WifiSourceScanTest, WhatWasHeardIsToldAtTheNextReport) {
    (void)sample();
    hears(1, 5200, -6500);
    hears(2, 5180, -7200);
    hears(0x77, 5200, -5800);
    scan_ends();
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbours", {"5GHz"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbour_signal_dbm", {"5GHz"}), -65);
    EXPECT_EQ(value_of(readings, "magpie_wifi_own_neighbour_signal_dbm", {"5GHz", "pole-0002"}), -58);
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_neighbours", {"5GHz", "40"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_channel_load_ratio", {"5GHz", "40"}), 0.2);
}

TEST_F(WifiSourceScanTest, WhereNobodyIsHeardARoundTellsSo) {
    EXPECT_EQ(series_of(sample(), "magpie_wifi_neighbours"), 0U);
    scan_ends();
    EXPECT_EQ(series_of(sample(), "magpie_wifi_neighbours"), 0U);
    scan_ends();
    EXPECT_EQ(value_of(sample(), "magpie_wifi_neighbours", {"5GHz"}), 0);
}

TEST_F(WifiSourceScanTest, OwnNetworksAreNoNeighbours) {
    kernel_.network_is_heard(3, {.bssid = kernel_.interface(3).address, .mhz = 5180});
    (void)sample();
    scan_ends();
    EXPECT_EQ(series_of(sample(), "magpie_wifi_neighbours"), 0U);
}

TEST_F(WifiSourceScanTest, WhereTheEndIsNotToldTheResultsAreReadAtTheNextSample) {
    (void)sample();
    hears(1);
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_wifi_neighbours", {"5GHz"}), 1);
    EXPECT_EQ(scans(), 2) << "and the next channel is due";
}

TEST_F(WifiSourceScanTest, ASampleInBetweenWaitsForTheEnd) {
    (void)sample();
    (void)sample(seconds(1));
    EXPECT_EQ(scans(), 1);
    EXPECT_EQ(reads(), 0);
}

TEST_F(WifiSourceScanTest, ScansOfOthersAreHeardToo) {
    settings_.scans.when = ScanTime::never;
    (void)sample();
    hears(1);
    kernel_.scan_starts(3);
    scan_ends();
    EXPECT_EQ(value_of(sample(), "magpie_wifi_neighbours", {"5GHz"}), 1);
    EXPECT_EQ(scans(), 0);
}

TEST_F(WifiSourceScanTest, ResultsThatCannotBeReadAreAFailureAndTheRoundGoesOn) {
    kernel_.fails_with(NL80211_CMD_GET_SCAN, NetlinkError::timeout);
    (void)sample();
    scan_ends();
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_node_source_failures_total", {"wifi", "timeout"}), 1);
    EXPECT_EQ(scans(), 2);
}

TEST_F(WifiSourceScanTest, AnAbortedScanMakesRoomForTheNext) {
    (void)sample();
    kernel_.scan_is_aborted(3);
    EXPECT_FALSE(source().read_events(clock_.now()));
    (void)sample();
    EXPECT_EQ(scans(), 2);
}

TEST_F(WifiSourceScanTest, AnActiveClientOrADayLeavesTheRadioWhereItIs) {
    kernel_.station_joins(3, {.address = {{2, 0, 0, 0, 1, 1}}, .inactive = seconds(1), .authorized = true});
    EXPECT_EQ(value_of(sample(), "magpie_wifi_scans_skipped_total", {"phy0", "clients"}), 1);
    kernel_.station_leaves(3, {{2, 0, 0, 0, 1, 1}});
    EXPECT_EQ(value_of(sample(hours(3)), "magpie_wifi_scans_skipped_total", {"phy0", "hours"}), 1);
    EXPECT_EQ(scans(), 0);
}

TEST_F(WifiSourceScanTest, OfAStillClientsChannelTheBusyTimeIsAsked) {
    using Time = netlink::Survey::Time;
    const auto busy = [&](std::uint64_t second, std::uint64_t of_it) {
        kernel_.survey_shows(3,
                             {.mhz = 5180, .in_use = true, .active = Time{second * 1000}, .busy = Time{of_it * 1000}});
    };
    kernel_.station_joins(3, {.address = {{2, 0, 0, 0, 1, 1}}, .inactive = minutes(1), .authorized = true});
    busy(0, 0);
    EXPECT_EQ(value_of(sample(), "magpie_wifi_scans_skipped_total", {"phy0", "unmeasured"}), 1);
    busy(10, 3);
    EXPECT_EQ(value_of(sample(), "magpie_wifi_scans_skipped_total", {"phy0", "busy"}), 1);
    busy(20, 4);
    EXPECT_EQ(value_of(sample(), "magpie_wifi_scans_total", {"phy0"}), 1);
}

TEST_F(WifiSourceScanTest, FromAChannelWithRadarDetectionItDoesNotGo) {
    kernel_.channel_switches(3, {5200, 0, 20, 5200});
    kernel_.availability_check_ends(0, {5200, 0, 20, 5200});
    EXPECT_EQ(value_of(sample(), "magpie_wifi_scans_skipped_total", {"phy0", "radar"}), 1);
    EXPECT_EQ(scans(), 0);
}

TEST_F(WifiSourceScanTest, ARadioThatGoesWhileItListensIsForgotten) {
    (void)sample();
    kernel_.interface_goes(3);
    kernel_.radio_goes(0);
    EXPECT_EQ(series_of(sample(), "magpie_wifi_scans_total"), 0U);
}

TEST_F(WifiSourceScanTest, WhatTheKernelRefusesIsSkippedAndTheSourceIsUp) {
    kernel_.fails_with(NL80211_CMD_TRIGGER_SCAN, NetlinkError::permission);
    for (int i = 0; i < 3; ++i) {
        const auto readings = sample();
        EXPECT_EQ(value_of(readings, "magpie_wifi_scans_skipped_total", {"phy0", "refused"}), 1);
        EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"wifi"}), 1);
    }
    EXPECT_EQ(scans(), 1) << "until the next round";
}

TEST_F(WifiSourceScanTest, NoAddressAndNoNameOfAStrangerIsInAnyLabel) {
    (void)sample();
    for (std::uint8_t number = 1; number < 20; ++number) {
        hears(number);
    }
    hears(0x77);
    scan_ends();
    (void)sample();
    scan_ends();
    const auto readings = sample();
    ASSERT_EQ(value_of(readings, "magpie_wifi_neighbours", {"5GHz"}), 19);
    for (const auto& reading : readings.all()) {
        for (auto label : reading.labels) {
            std::ranges::transform(label, label.begin(), [](unsigned char c) { return std::tolower(c); });
            for (const auto* never : {"cafe", "hongdae", "be:ef", "beef", "be-ef", ":"}) {
                EXPECT_EQ(label.find(never), std::string::npos) << label;
            }
        }
    }
}

}  // namespace
}  // namespace magpie::agent
