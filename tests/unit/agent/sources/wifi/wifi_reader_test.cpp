#include "agent/sources/wifi/wifi_reader.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/fakes/fake_nl80211.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"
#include "tests/unit/agent/sources/wifi/sysfs.hpp"

namespace magpie::agent {
namespace {

using Time = netlink::Survey::Time;

class WifiReaderTest : public testing::Test {
  protected:
    WifiReaderTest() {
        sys_.radio_has_driver("phy0", "mt7915e");
        kernel_.radio_appears("phy0", {5180, 5260});
        kernel_.ap_starts(3, "wlan0", 0, "SEOUL", 5180, 80);
        kernel_.regulatory_is({.country = {'K', 'R'}, .wiphy = std::nullopt});
    }
    bool read() { return reader_.read(state_, health_); }
    std::optional<double> failures(const std::string& why) {
        Readings readings;
        health_.write(readings);
        return fakes::value_of(readings, "magpie_node_source_failures_total", {"wifi", why});
    }

    fakes::Sysfs sys_;
    fakes::FakeNetlink others_;
    fakes::FakeNl80211 kernel_{others_};
    WifiReader reader_{kernel_, sys_.root()};
    SourceHealth health_{"wifi"};
    WifiState state_;
};

TEST_F(WifiReaderTest, ReadsRadioNetworkAndDomain) {
    sys_.radio_has_sensor("phy0", "hwmon1", "60000");
    kernel_.survey_shows(3, {.mhz = 5260, .active = Time{7}});
    kernel_.survey_shows(3, {.mhz = 5180, .in_use = true, .active = Time{9}});
    kernel_.station_joins(3, {.address = {{2, 0, 0, 0, 1, 1}}});
    ASSERT_TRUE(read());
    ASSERT_EQ(state_.radios.size(), 1U);
    const auto& radio = state_.radios[0];
    EXPECT_EQ(radio.name, "phy0");
    EXPECT_EQ(radio.driver, "mt7915e");
    EXPECT_TRUE(radio.serves);
    EXPECT_EQ(radio.channel, (netlink::WorkingChannel{5180, 0, 80, 5210}));
    EXPECT_EQ(radio.transmit_power_dbm, 20);
    EXPECT_EQ(radio.radar, RadarState::not_needed);
    EXPECT_EQ(radio.celsius, 60);
    ASSERT_TRUE(radio.survey);
    EXPECT_EQ(radio.survey->active, Time{9}) << "of the channel in use";
    ASSERT_EQ(state_.networks.size(), 1U);
    EXPECT_EQ(state_.networks[0].ssid, "SEOUL");
    EXPECT_EQ(state_.networks[0].mhz, 5180U);
    EXPECT_EQ(state_.networks[0].stations.size(), 1U);
    EXPECT_EQ(state_.country, (std::array{'K', 'R'}));
    EXPECT_EQ(reader_.radio_name(0), "phy0");
    EXPECT_EQ(reader_.wiphy_of(3), 0U);
    EXPECT_EQ(reader_.wiphy_of(4), std::nullopt);
}

TEST_F(WifiReaderTest, WithoutNl80211ThereIsNothing) {
    kernel_.is_missing();
    EXPECT_FALSE(read());
    EXPECT_TRUE(state_.radios.empty());
}

TEST_F(WifiReaderTest, WhereNoSurveyIsInUseThatOfTheChannelIsTaken) {
    kernel_.survey_shows(3, {.mhz = 5260, .active = Time{7}});
    kernel_.survey_shows(3, {.mhz = 5180, .active = Time{9}});
    ASSERT_TRUE(read());
    EXPECT_EQ(state_.radios[0].survey->active, Time{9});
}

TEST_F(WifiReaderTest, ADriverThatGoesMeasuringIsNotAsked) {
    fakes::Sysfs sys;
    sys.radio_has_driver("phy0", "brcmfmac");
    WifiReader reader(kernel_, sys.root());
    ASSERT_TRUE(reader.read(state_, health_));
    EXPECT_FALSE(state_.radios[0].survey);
    EXPECT_EQ(kernel_.questions(NL80211_CMD_GET_SURVEY), 0);
}

TEST_F(WifiReaderTest, ADriverWithoutSurveyIsNoFailure) {
    kernel_.fails_with(NL80211_CMD_GET_SURVEY, NetlinkError::unsupported);
    ASSERT_TRUE(read());
    EXPECT_FALSE(state_.radios[0].survey);
    EXPECT_EQ(failures("unsupported"), std::nullopt);
}

TEST_F(WifiReaderTest, WhatFailsIsCountedAndTheRestIsRead) {
    kernel_.fails_with(NL80211_CMD_GET_SURVEY, NetlinkError::timeout);
    kernel_.fails_with(NL80211_CMD_GET_STATION, NetlinkError::refused);
    ASSERT_TRUE(read());
    EXPECT_EQ(failures("timeout"), 1);
    EXPECT_EQ(failures("refused"), 1);
    EXPECT_EQ(state_.radios[0].channel->mhz, 5180U);
    EXPECT_TRUE(state_.networks.empty()) << "nothing is known of its clients, not that there are none";
}

TEST_F(WifiReaderTest, RadarStatesAreThoseOfTheChannel) {
    const netlink::WorkingChannel channel{5260, 0, 20, 5260};
    kernel_.channel_switches(3, channel);
    const auto radar = [&] {
        reader_.ask_anew();
        EXPECT_TRUE(read());
        return state_.radios[0].radar;
    };
    kernel_.availability_check_starts(0, channel);
    EXPECT_EQ(radar(), RadarState::not_checked);
    kernel_.availability_check_ends(0, channel);
    EXPECT_EQ(radar(), RadarState::free);
    kernel_.radar_is_detected(0, channel);
    EXPECT_EQ(radar(), RadarState::shut);
}

TEST_F(WifiReaderTest, RadiosAreAskedForOnceAMinuteOrWhenSomethingHappened) {
    for (int i = 0; i < 6; ++i) {
        ASSERT_TRUE(read());
    }
    EXPECT_EQ(kernel_.questions(NL80211_CMD_GET_WIPHY), 1);
    ASSERT_TRUE(read());
    EXPECT_EQ(kernel_.questions(NL80211_CMD_GET_WIPHY), 2);
    reader_.ask_anew();
    ASSERT_TRUE(read());
    EXPECT_EQ(kernel_.questions(NL80211_CMD_GET_WIPHY), 3);
}

TEST_F(WifiReaderTest, RadiosStayWhenTheKernelDoesNotTellAndItIsAskedAgain) {
    ASSERT_TRUE(read());
    kernel_.fails_with(NL80211_CMD_GET_WIPHY, NetlinkError::timeout);
    reader_.ask_anew();
    ASSERT_TRUE(read());
    EXPECT_EQ(state_.radios.at(0).name, "phy0");
    EXPECT_EQ(state_.networks.size(), 1U);
    EXPECT_EQ(failures("timeout"), 1);
    kernel_.answers_again(NL80211_CMD_GET_WIPHY);
    const int asked = kernel_.questions(NL80211_CMD_GET_WIPHY);
    ASSERT_TRUE(read());
    EXPECT_EQ(kernel_.questions(NL80211_CMD_GET_WIPHY), asked + 1);
}

TEST_F(WifiReaderTest, RadiosGoWithNl80211) {
    ASSERT_TRUE(read());
    kernel_.fails_with(NL80211_CMD_GET_WIPHY, NetlinkError::gone);
    reader_.ask_anew();
    EXPECT_FALSE(read());
}

TEST_F(WifiReaderTest, TheServingInterfaceSpeaksForItsRadio) {
    kernel_.interface_appears({.index = 9,
                               .wiphy = 0,
                               .wdev = 99,
                               .name = "mon0",
                               .type = netlink::InterfaceType::monitor,
                               .channel = netlink::WorkingChannel{5260, 0, 20, 5260},
                               .transmit_power_dbm = 1});
    ASSERT_TRUE(read());
    EXPECT_EQ(state_.radios[0].channel->mhz, 5180U);
    EXPECT_EQ(state_.radios[0].transmit_power_dbm, 20);
    EXPECT_EQ(state_.networks.size(), 1U);
}

TEST_F(WifiReaderTest, AnMloNetworkHasTheNameAndChannelOfItsLinks) {
    kernel_.interface_goes(3);
    kernel_.interface_appears(
        {.index = 4,
         .wiphy = 0,
         .wdev = 4,
         .name = "wlan0",
         .type = netlink::InterfaceType::ap,
         .links = {{.id = 0, .ssid = "SEOUL", .channel = std::nullopt},
                   {.id = 1, .ssid = "SEOUL", .channel = netlink::WorkingChannel{6135, 0, 160, 6185}}}});
    ASSERT_TRUE(read());
    ASSERT_EQ(state_.networks.size(), 1U);
    EXPECT_EQ(state_.networks[0].ssid, "SEOUL");
    EXPECT_EQ(state_.networks[0].mhz, 6135U);
}

TEST_F(WifiReaderTest, WhatAScanNeedsIsRead) {
    auto& radio = kernel_.radio_appears("phy1", {2412, 2484, 2500, 5180, 58320});
    radio.frequencies[1].disabled = true;
    radio.frequencies.push_back({.mhz = 902, .offset_khz = 500});
    radio.frequencies.push_back({.mhz = 5260, .radar = true, .dfs_state = netlink::DfsState::unavailable});
    kernel_.ap_starts(5, "wlan1", 1, "SEOUL", 2412);
    kernel_.ap_starts(6, "wlan1-1", 1, "SEOUL_Secure", 2412);
    kernel_.interface_appears({.index = 9,
                               .wiphy = 0,
                               .wdev = 99,
                               .name = "sta0",
                               .type = netlink::InterfaceType::station,
                               .address = {{2, 0, 0, 0, 7, 7}}});
    ASSERT_TRUE(read());
    ASSERT_EQ(state_.radios.size(), 2U);
    EXPECT_EQ(state_.radios[0].interface, 3);
    EXPECT_EQ(state_.radios[0].listens_on, (std::vector<std::uint32_t>{5180, 5260}));
    EXPECT_EQ(state_.radios[1].interface, 5) << "the first of those that serve";
    EXPECT_EQ(state_.radios[1].listens_on, (std::vector<std::uint32_t>{2412, 5180, 5260})) << "hearing is never shut";
    for (const MacAddress& own : {MacAddress{{2, 0, 0, 0, 0, 3}}, MacAddress{{2, 0, 0, 0, 7, 7}}}) {
        EXPECT_EQ(std::ranges::count(state_.addresses, own), 1);
    }
}

TEST_F(WifiReaderTest, AStationOrAVlanIsNotForScans) {
    for (const auto type : {netlink::InterfaceType::station, netlink::InterfaceType::ap_vlan}) {
        kernel_.interface(3).type = type;
        ASSERT_TRUE(read());
        EXPECT_FALSE(state_.radios[0].interface);
    }
}

TEST_F(WifiReaderTest, ClientsThatCannotBeReadAreNotKnown) {
    ASSERT_TRUE(read());
    EXPECT_TRUE(state_.radios[0].clients_known);
    kernel_.fails_with(NL80211_CMD_GET_STATION, NetlinkError::timeout);
    ASSERT_TRUE(read());
    EXPECT_FALSE(state_.radios[0].clients_known);
}

class WifiReaderRadar : public WifiReaderTest {
  protected:
    /// The lower 5 GHz band, of which 5260 to 5320 have radar detection.
    WifiReaderRadar() {
        auto& radio = kernel_.radio_appears("phy1", {5180, 5200, 5220, 5240, 5260, 5280, 5300, 5320});
        for (auto& frequency : radio.frequencies) {
            frequency.radar = frequency.mhz >= 5260;
        }
    }
    bool watches(const netlink::WorkingChannel& channel) {
        kernel_.ap_starts(5, "wlan1", 1, "SEOUL", channel.mhz).channel = channel;
        EXPECT_TRUE(read());
        return state_.radios.at(1).watches_radar;
    }
};

TEST_F(WifiReaderRadar, IsWatchedForOnAnyPartOfAWideChannel) {
    EXPECT_FALSE(watches({5240, 0, 20, 5240}));
    EXPECT_FALSE(watches({5240, 0, 80, 5210}));
    EXPECT_TRUE(watches({5240, 0, 160, 5250})) << "its primary part has no radar detection, its upper half has";
    EXPECT_TRUE(watches({5260, 0, 20, 5260}));
}

TEST_F(WifiReaderRadar, MayBeWatchedForOnAChannelTheRadioDoesNotTellOf) {
    EXPECT_TRUE(watches({5500, 0, 20, 5500}));
}

TEST_F(WifiReaderRadar, IsWatchedForWhereAnyNetworkOrLinkOfTheRadioNeedsIt) {
    EXPECT_FALSE(watches({5180, 0, 20, 5180}));
    auto& other = kernel_.ap_starts(6, "wlan1-1", 1, "SEOUL", 5180);
    other.channel = netlink::WorkingChannel{5280, 0, 20, 5280};
    EXPECT_TRUE(watches({5180, 0, 20, 5180}));
    other.channel = netlink::WorkingChannel{5180, 0, 20, 5180};
    EXPECT_TRUE(watches({5280, 0, 20, 5280}));
    EXPECT_FALSE(watches({5180, 0, 20, 5180}));
    other.links = {{.id = 0, .ssid = "SEOUL", .channel = netlink::WorkingChannel{5300, 0, 20, 5300}}};
    EXPECT_TRUE(watches({5180, 0, 20, 5180}));
    other.links.front().channel.reset();
    EXPECT_TRUE(watches({5180, 0, 20, 5180})) << "kernels to 6.1 do not tell where a link works";
}

TEST_F(WifiReaderTest, RadiosWithoutEndAreCut) {
    for (int number = 1; number < 40; ++number) {
        kernel_.radio_appears("phy" + std::to_string(number), {2412});
    }
    ASSERT_TRUE(read());
    EXPECT_EQ(state_.radios.size(), 16U);
    EXPECT_EQ(state_.radios.front().name, "phy0") << "those of the board stay";
    EXPECT_EQ(state_.networks.size(), 1U);
    EXPECT_EQ(failures("too_many_radios"), 1);
}

}  // namespace
}  // namespace magpie::agent
