// What the kernel itself said: dumps and events of an access point of mac80211_hwsim with two clients, as
// tests/vm/record took them down.

#include "agent/netlink/nl80211.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "agent/netlink/bss.hpp"
#include "agent/netlink/station.hpp"
#include "agent/netlink/survey.hpp"
#include "agent/netlink/wifi_event.hpp"
#include "tests/fakes/parrot_netlink.hpp"
#include "tests/unit/agent/netlink/golden_messages.hpp"

namespace magpie::agent::netlink {
namespace {

/// The number the recorded kernel had given to nl80211: the type of its messages.
std::uint16_t family_of(const std::vector<std::byte>& bytes) {
    return Messages(bytes).next().value().type;
}

class Recorded : public testing::Test {
  protected:
    template <typename Part, typename Read>
    std::vector<Part> read(const std::string& what, Read ask) {
        const auto bytes = golden::messages("wifi_" + what + "_hwsim");
        fakes::ParrotNetlink kernel(family_of(bytes), bytes);
        std::vector<std::byte> buffer;
        std::vector<Part> parts;
        const auto done = ask(kernel, family_of(bytes), buffer, parts);
        EXPECT_TRUE(done.has_value());
        return parts;
    }
};

TEST_F(Recorded, ARadioInManyPartsWithAllItsChannels) {
    const auto radios = read<Wiphy>("wiphy", read_wiphys);
    ASSERT_EQ(radios.size(), 1U);
    EXPECT_EQ(radios[0].name, "phy0");
    EXPECT_GT(radios[0].frequencies.size(), 50U) << "2.4, 5 and 6 GHz";
    const auto radar = std::ranges::find(radios[0].frequencies, 5260U, &WiphyFrequency::mhz);
    ASSERT_NE(radar, radios[0].frequencies.end());
    EXPECT_TRUE(radar->radar);
    EXPECT_EQ(radar->dfs_state, DfsState::usable);
}

TEST_F(Recorded, TheAccessPointAndItsChannel) {
    const auto interfaces = read<WifiInterface>("interface", read_wifi_interfaces);
    const auto ap = std::ranges::find(interfaces, InterfaceType::ap, &WifiInterface::type);
    ASSERT_NE(ap, interfaces.end());
    EXPECT_EQ(ap->name, "wlan0");
    EXPECT_EQ(ap->ssid, "magpie");
    ASSERT_TRUE(ap->channel);
    EXPECT_EQ(ap->channel->mhz, 2412U);
    EXPECT_EQ(ap->channel->width_mhz, 20U);
    EXPECT_EQ(ap->transmit_power_dbm, 20);
    EXPECT_EQ(std::ranges::count(interfaces, InterfaceType::station, &WifiInterface::type), 2);
}

TEST_F(Recorded, ItsTwoClientsInALossyAir) {
    const auto stations =
        read<Station>("station", [](Netlink& kernel, std::uint16_t family, auto& buffer, auto& parts) {
            return read_stations(kernel, family, 3, buffer, parts);
        });
    ASSERT_EQ(stations.size(), 2U);
    std::uint64_t packets = 0;
    for (const auto& station : stations) {
        EXPECT_TRUE(station.authorized);
        EXPECT_EQ(station.signal_dbm, -50);
        EXPECT_FALSE(station.narrow_bytes);
        ASSERT_TRUE(station.transmit_rate && station.connected && station.associated_at && station.inactive);
        EXPECT_GE(station.transmit_rate->bits_per_second, 1e6);
        packets += station.transmit_packets.value();
    }
    EXPECT_GE(packets, 50U);
}

TEST_F(Recorded, AnEighthOfAScanIsBusy) {
    const auto surveys = read<Survey>("survey", [](Netlink& kernel, std::uint16_t family, auto& buffer, auto& parts) {
        return read_surveys(kernel, family, 3, buffer, parts);
    });
    ASSERT_FALSE(surveys.empty());
    for (const auto& survey : surveys) {
        EXPECT_EQ(survey.noise_dbm, -92);
        ASSERT_TRUE(survey.active && survey.busy);
        EXPECT_EQ(survey.busy->count(), survey.active->count() / 8) << survey.mhz;
    }
}

TEST_F(Recorded, ANetworkThatWasHeard) {
    const auto networks = read<Bss>("scan", [](Netlink& kernel, std::uint16_t family, auto& buffer, auto& parts) {
        return read_scan(kernel, family, 4, buffer, parts);
    });
    ASSERT_FALSE(networks.empty());
    EXPECT_EQ(networks[0].elements.ssid, "magpie");
    EXPECT_EQ(networks[0].mhz, 2412U);
    EXPECT_EQ(networks[0].elements.channel, 1U);
    EXPECT_FALSE(networks[0].elements.malformed);
    ASSERT_TRUE(networks[0].signal_dbm);
    EXPECT_LT(*networks[0].signal_dbm, 0);
}

TEST_F(Recorded, ItsCountry) {
    const auto domains = read<Regulatory>("regulatory", read_regulatory);
    ASSERT_FALSE(domains.empty());
    EXPECT_EQ(domains[0].country, (std::array{'D', 'E'}));
}

TEST_F(Recorded, WhatHappened) {
    const auto bytes = golden::messages("wifi_events_hwsim");
    std::map<WifiEventType, int> events;
    int joins = 0;
    Messages messages(bytes);
    while (const auto message = messages.next()) {
        const auto station = parse_station(*message);
        ASSERT_TRUE(station.has_value());
        joins += *station && !(*station)->gone ? 1 : 0;
        const auto event = parse_wifi_event(*message);
        ASSERT_TRUE(event.has_value());
        if (*event) {
            ++events[(*event)->type];
        }
    }
    EXPECT_FALSE(messages.malformed());
    EXPECT_GE(joins, 2);
    EXPECT_GE(events[WifiEventType::scan_finished], 1);
    EXPECT_GE(events[WifiEventType::channel_switched], 1);
}

}  // namespace
}  // namespace magpie::agent::netlink
