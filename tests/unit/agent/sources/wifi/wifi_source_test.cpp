#include "agent/sources/wifi/wifi_source.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"
#include "tests/fakes/fake_nl80211.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"
#include "tests/unit/agent/sources/wifi/sysfs.hpp"

namespace magpie::agent {
namespace {

using fakes::series_of;
using fakes::value_of;
using std::chrono::seconds;

/// An access point on 5 GHz whose network is configured by name.
class WifiSourceTest : public testing::Test {
  protected:
    WifiSourceTest() {
        kernel_.radio_appears("phy0", {5180, 5260});
        kernel_.ap_starts(3, "wlan0", 0, "SEOUL", 5180, 80);
    }
    Readings sample() {
        clock_.advance(seconds(10));
        Readings readings;
        source().sample(readings, clock_.now());
        return readings;
    }
    WifiSource& source() {
        if (!source_) {
            source_.emplace(kernel_, WifiSettings{.ssids = {"SEOUL"}, .clients = {.min_group = 1}, .sys = sys_.root()});
        }
        return *source_;
    }
    bool urgent() { return source().read_events(clock_.now()); }
    std::optional<double> events(const std::string& type) {
        return value_of(sample(), "magpie_wifi_events_total", {"phy0", type});
    }
    static MacAddress address(std::uint8_t number) { return {{2, 0, 0, 0, 1, number}}; }
    void joins(std::uint8_t number) {
        kernel_.station_joins(3, {.address = address(number), .signal_dbm = -60, .authorized = true});
    }

    fakes::Sysfs sys_;
    fakes::FakeClock clock_;
    fakes::FakeNetlink others_;
    fakes::FakeNl80211 kernel_{others_};
    std::optional<WifiSource> source_;
};

TEST_F(WifiSourceTest, TellsOfRadioNetworkAndClients) {
    kernel_.regulatory_is({.country = {'K', 'R'}, .wiphy = std::nullopt});
    joins(1);
    joins(2);
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"wifi"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_frequency_hertz", {"phy0", "5GHz"}), 5.18e9);
    EXPECT_EQ(value_of(readings, "magpie_wifi_networks", {"5GHz", "SEOUL"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_clients", {"5GHz", "SEOUL"}), 2);
    EXPECT_EQ(value_of(readings, "magpie_wifi_regulatory_info", {"KR"}), 1);
}

TEST_F(WifiSourceTest, NetworksThatAreNotConfiguredShareOneName) {
    kernel_.ap_starts(4, "wlan0-1", 0, "free wifi", 5180, 80);
    kernel_.ap_starts(5, "wlan0-2", 0, std::string("\xff\n\"", 3), 5180, 80);
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_wifi_networks", {"5GHz", "SEOUL"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_networks", {"5GHz", "other"}), 2);
    EXPECT_EQ(series_of(readings, "magpie_wifi_networks"), 2U);
}

TEST_F(WifiSourceTest, ListensToFourGroups) {
    (void)source();
    for (const auto* group : {"config", "scan", "regulatory", "mlme"}) {
        EXPECT_TRUE(kernel_.listened_to(group)) << group;
    }
}

TEST_F(WifiSourceTest, JoinsAndLeavesAreCountedAndNotUrgent) {
    (void)sample();
    joins(1);
    joins(2);
    EXPECT_FALSE(urgent());
    kernel_.station_leaves(3, address(1));
    EXPECT_FALSE(urgent());
    EXPECT_EQ(events("join"), 2);
    EXPECT_EQ(events("leave"), 1);
}

TEST_F(WifiSourceTest, ARadarIsToldAtOnceAndItsChannelIsShut) {
    const netlink::WorkingChannel channel{5260, 0, 20, 5260};
    kernel_.channel_switches(3, channel);
    (void)sample();
    EXPECT_FALSE(urgent());
    kernel_.radar_is_detected(0, channel);
    EXPECT_TRUE(urgent());
    EXPECT_EQ(events("radar_detected"), 1);
    EXPECT_EQ(value_of(sample(), "magpie_wifi_dfs_state", {"phy0"}), 3);
}

TEST_F(WifiSourceTest, AChannelSwitchIsToldAtOnce) {
    (void)sample();
    kernel_.channel_switches(3, {5260, 0, 20, 5260});
    EXPECT_TRUE(urgent());
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_wifi_frequency_hertz", {"phy0", "5GHz"}), 5.26e9);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"phy0", "channel_switch"}), 1);
}

TEST_F(WifiSourceTest, ARadioThatGoesAndComesBackIsSeen) {
    (void)sample();
    kernel_.interface_goes(3);
    kernel_.radio_goes(0);
    EXPECT_TRUE(urgent());
    auto readings = sample();
    EXPECT_EQ(series_of(readings, "magpie_wifi_frequency_hertz"), 0U);
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"wifi"}), 0);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"phy0", "radio_removed"}), 1);
    kernel_.radio_appears("phy1", {2412});
    kernel_.ap_starts(6, "wlan1", 1, "SEOUL", 2412);
    EXPECT_TRUE(urgent());
    readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_wifi_frequency_hertz", {"phy1", "2.4GHz"}), 2.412e9);
    EXPECT_EQ(value_of(readings, "magpie_wifi_events_total", {"phy1", "radio_added"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"wifi"}), 1);
}

TEST_F(WifiSourceTest, AScanSpoilsTheAirtimeItTouches) {
    using Time = netlink::Survey::Time;
    kernel_.survey_shows(3, {.mhz = 5180, .in_use = true, .active = Time{0}, .busy = Time{0}});
    (void)sample();
    kernel_.scan_starts(3);
    kernel_.survey_shows(3, {.mhz = 5180, .in_use = true, .active = Time{10000}, .busy = Time{1000}});
    EXPECT_EQ(value_of(sample(), "magpie_wifi_discarded_total", {"phy0", "disturbed"}), 1);
}

TEST_F(WifiSourceTest, APoleWithoutARadioSaysSoOnce) {
    kernel_.is_missing();
    for (int i = 0; i < 3; ++i) {
        const auto readings = sample();
        EXPECT_EQ(value_of(readings, "magpie_node_source_up", {"wifi"}), 0);
        EXPECT_EQ(value_of(readings, "magpie_node_source_failures_total", {"wifi", "missing"}), 1);
    }
}

TEST_F(WifiSourceTest, LostEventsAreMadeGoodByAsking) {
    (void)sample();
    kernel_.channel_switches(3, {5260, 0, 20, 5260});
    kernel_.events_overrun();
    EXPECT_FALSE(urgent());
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_wifi_frequency_hertz", {"phy0", "5GHz"}), 5.26e9);
    EXPECT_EQ(value_of(readings, "magpie_node_source_failures_total", {"wifi", "overrun"}), 1);
}

TEST_F(WifiSourceTest, GarbageIsCountedAndHarmsNothing) {
    (void)sample();
    kernel_.garbage_arrives({std::byte{1}, std::byte{2}});
    EXPECT_FALSE(urgent());
    const auto readings = sample();
    EXPECT_EQ(value_of(readings, "magpie_node_source_failures_total", {"wifi", "malformed"}), 1);
    EXPECT_EQ(value_of(readings, "magpie_wifi_networks", {"5GHz", "SEOUL"}), 1);
}

TEST_F(WifiSourceTest, NoAddressOfAClientIsInAnyLabel) {
    joins(0xab);
    const auto readings = sample();
    for (const auto& reading : readings.all()) {
        for (const auto& label : reading.labels) {
            EXPECT_EQ(label.find("ab"), std::string::npos) << label;
            EXPECT_EQ(label.find("02:00"), std::string::npos) << label;
        }
    }
}

}  // namespace
}  // namespace magpie::agent
