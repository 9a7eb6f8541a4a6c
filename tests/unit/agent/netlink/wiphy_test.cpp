#include "agent/netlink/wiphy.hpp"

#include <gtest/gtest.h>
#include <linux/nl80211.h>

#include <string>

#include "tests/fakes/fake_nl80211.hpp"
#include "tests/fakes/nl80211_messages.hpp"
#include "tests/fakes/parrot_netlink.hpp"
#include "tests/unit/agent/netlink/cut_message.hpp"

namespace magpie::agent::netlink {
namespace {

namespace nl80211 = fakes::nl80211;

constexpr std::uint16_t family = fakes::FakeNl80211::nl80211_family;

struct Kernel {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 wifi{others};
    std::vector<std::byte> buffer;
};

nl80211::Bytes wiphy_message(const std::vector<WiphyFrequency>& frequencies) {
    return nl80211::wiphy(0, "phy0", frequencies);
}

/// A message of this command with what `write` writes.
template <typename Write>
auto parsed_wiphy(Write write) {
    const auto bytes = nl80211::message(NL80211_CMD_NEW_WIPHY, [&](MessageWriter& writer) {
        writer.number<std::uint32_t>(NL80211_ATTR_WIPHY, 1);
        writer.text(NL80211_ATTR_WIPHY_NAME, "phy1");
        write(writer);
    });
    return parse_wiphy(only(bytes));
}

template <typename Write>
auto parsed_interface(Write write) {
    const auto bytes = nl80211::message(NL80211_CMD_NEW_INTERFACE, [&](MessageWriter& writer) {
        writer.number<std::uint32_t>(NL80211_ATTR_WIPHY, 1);
        writer.number<std::uint64_t>(NL80211_ATTR_WDEV, 0x100000001);
        write(writer);
    });
    return parse_wifi_interface(only(bytes));
}

TEST(Wiphy, FrequenciesAreReadWithTheirRestrictions) {
    const auto bytes = wiphy_message({{.mhz = 2412},
                                      {.mhz = 2484, .disabled = true},
                                      {.mhz = 5260, .radar = true, .dfs_state = DfsState::usable},
                                      {.mhz = 5280, .radar = true, .dfs_state = DfsState::unavailable},
                                      {.mhz = 5300, .radar = true, .dfs_state = DfsState::available}});
    const auto wiphy = parse_wiphy(only(bytes));
    ASSERT_TRUE(wiphy && *wiphy);
    EXPECT_EQ((*wiphy)->index, 0U);
    EXPECT_EQ((*wiphy)->name, "phy0");
    const auto& frequencies = (*wiphy)->frequencies;
    ASSERT_EQ(frequencies.size(), 5U);
    EXPECT_EQ(frequencies[0].mhz, 2412U);
    EXPECT_FALSE(frequencies[0].disabled);
    EXPECT_FALSE(frequencies[0].radar);
    EXPECT_FALSE(frequencies[0].dfs_state);
    EXPECT_TRUE(frequencies[1].disabled);
    EXPECT_TRUE(frequencies[2].radar);
    EXPECT_EQ(frequencies[2].dfs_state, DfsState::usable);
    EXPECT_EQ(frequencies[3].dfs_state, DfsState::unavailable);
    EXPECT_EQ(frequencies[4].dfs_state, DfsState::available);
}

TEST(Wiphy, TheOffsetOfS1gTellsChannelsApart) {
    const auto bytes = wiphy_message({{.mhz = 902, .offset_khz = 500}, {.mhz = 903}, {.mhz = 903, .offset_khz = 500}});
    const auto frequencies = parse_wiphy(only(bytes)).value().value().frequencies;
    ASSERT_EQ(frequencies.size(), 3U);
    EXPECT_EQ(frequencies[0].offset_khz, 500U);
    EXPECT_EQ(frequencies[1].offset_khz, 0U);
    EXPECT_EQ(frequencies[2].mhz, 903U);
    EXPECT_EQ(frequencies[2].offset_khz, 500U);
}

TEST(Wiphy, AFrequencyToldTwiceIsThereOnceAsToldLast) {
    const auto bytes = wiphy_message({{.mhz = 5180}, {.mhz = 5200}, {.mhz = 5180, .disabled = true}});
    const auto frequencies = parse_wiphy(only(bytes)).value().value().frequencies;
    ASSERT_EQ(frequencies.size(), 2U);
    EXPECT_TRUE(frequencies[0].disabled);
}

TEST(Wiphy, ADfsStateOfTheFutureOrWithoutRadarIsAbsent) {
    for (const bool radar : {true, false}) {
        const auto wiphy = parsed_wiphy([&](MessageWriter& writer) {
            nl80211::nest(writer, NL80211_ATTR_WIPHY_BANDS, [&] {
                nl80211::nest(writer, NL80211_BAND_5GHZ, [&] {
                    nl80211::nest(writer, NL80211_BAND_ATTR_FREQS, [&] {
                        nl80211::nest(writer, 0, [&] {
                            writer.number<std::uint32_t>(NL80211_FREQUENCY_ATTR_FREQ, 5260);
                            writer.number<std::uint32_t>(NL80211_FREQUENCY_ATTR_DFS_STATE, radar ? 3 : 1);
                            if (radar) {
                                writer.flag(NL80211_FREQUENCY_ATTR_RADAR);
                            }
                        });
                    });
                });
            });
        });
        const auto frequencies = wiphy.value().value().frequencies;
        ASSERT_EQ(frequencies.size(), 1U);
        EXPECT_EQ(frequencies[0].radar, radar);
        EXPECT_FALSE(frequencies[0].dfs_state);
    }
}

TEST(Wiphy, AnAbsurdFrequencyIsMalformed) {
    EXPECT_TRUE(is_malformed(parse_wiphy(only(wiphy_message({{.mhz = 0}})))));
    EXPECT_TRUE(is_malformed(parse_wiphy(only(wiphy_message({{.mhz = 100'001}})))));
    EXPECT_TRUE(is_malformed(parse_wiphy(only(wiphy_message({{.mhz = 5955, .offset_khz = 1000}})))));
}

TEST(Wiphy, MoreFrequenciesThanThereAreAreMalformed) {
    std::vector<WiphyFrequency> frequencies;
    for (std::uint32_t mhz = 1; mhz <= 1024; ++mhz) {
        frequencies.push_back({.mhz = mhz});
    }
    const auto most = parse_wiphy(only(wiphy_message(frequencies)));
    ASSERT_TRUE(most && *most);
    EXPECT_EQ((*most)->frequencies.size(), 1024U);
    frequencies.push_back({.mhz = 5180});
    EXPECT_TRUE(is_malformed(parse_wiphy(only(wiphy_message(frequencies)))));
}

TEST(Wiphy, ANameIsTheBytesThatWereChosen) {
    EXPECT_EQ(parse_wiphy(only(nl80211::wiphy(0, "\xff pole", {}))).value().value().name, "\xff pole");
    EXPECT_EQ(parse_wiphy(only(nl80211::wiphy(0, std::string(64, 'p'), {}))).value().value().name.size(), 64U);
    EXPECT_TRUE(is_malformed(parse_wiphy(only(nl80211::wiphy(0, std::string(65, 'p'), {})))));
    EXPECT_TRUE(is_malformed(parse_wiphy(only(nl80211::wiphy(0, "", {})))));
}

TEST(Wiphy, WithoutANumberOrOfAnotherSizeIsMalformed) {
    const auto nameless = nl80211::message(NL80211_CMD_NEW_WIPHY,
                                           [](MessageWriter& writer) { writer.text(NL80211_ATTR_WIPHY_NAME, "phy0"); });
    EXPECT_TRUE(is_malformed(parse_wiphy(only(nameless))));
    EXPECT_TRUE(
        is_malformed(parsed_wiphy([](MessageWriter& writer) { writer.number<std::uint16_t>(NL80211_ATTR_WIPHY, 1); })));
}

TEST(Wiphy, OtherCommandsAreNothing) {
    EXPECT_FALSE(parse_wiphy(only(nl80211::wiphy(0, "phy0", {}, NL80211_CMD_DEL_WIPHY))).value());
    EXPECT_FALSE(parse_wifi_interface(only(nl80211::wiphy(0, "phy0", {}))).value());
    EXPECT_FALSE(parse_regulatory(only(nl80211::wiphy(0, "phy0", {}))).value());
}

TEST(Wiphy, AMessageThatEndsAnywhereYieldsNothingWrong) {
    for_each_cut(wiphy_message({{.mhz = 5180}, {.mhz = 5260, .radar = true, .dfs_state = DfsState::available}}),
                 [](const Message& message) {
                     const auto wiphy = parse_wiphy(message);
                     if (wiphy && *wiphy) {
                         EXPECT_EQ((*wiphy)->name, "phy0");
                         EXPECT_TRUE((*wiphy)->frequencies.empty());
                     }
                 });
}

TEST(ReadWiphys, PartsOfOneRadioArePutTogether) {
    const std::vector<WiphyFrequency> first{{.mhz = 5180}, {.mhz = 5200}};
    const std::vector<WiphyFrequency> second{{.mhz = 5260, .radar = true, .dfs_state = DfsState::usable}};
    fakes::ParrotNetlink kernel(
        family, nl80211::one_after_the_other({nl80211::wiphy(0, "phy0", {}), nl80211::wiphy(0, "phy0", first),
                                              nl80211::wiphy(4, "phy4", first), nl80211::wiphy(0, "phy0", second)}));
    std::vector<std::byte> buffer;
    std::vector<Wiphy> wiphys;
    ASSERT_TRUE(read_wiphys(kernel, family, buffer, wiphys));
    ASSERT_EQ(wiphys.size(), 2U);
    EXPECT_EQ(wiphys[0].name, "phy0");
    ASSERT_EQ(wiphys[0].frequencies.size(), 3U);
    EXPECT_EQ(wiphys[0].frequencies[2].mhz, 5260U);
    EXPECT_EQ(wiphys[0].frequencies[2].dfs_state, DfsState::usable);
    EXPECT_EQ(wiphys[1].index, 4U);
    EXPECT_EQ(wiphys[1].frequencies.size(), 2U);
}

TEST(ReadWiphys, TooManyFrequenciesOverSeveralPartsAreMalformed) {
    std::vector<WiphyFrequency> low;
    std::vector<WiphyFrequency> high;
    for (std::uint32_t mhz = 1; mhz <= 600; ++mhz) {
        low.push_back({.mhz = mhz});
        high.push_back({.mhz = 1000 + mhz});
    }
    fakes::ParrotNetlink kernel(
        family, nl80211::one_after_the_other({nl80211::wiphy(0, "phy0", low), nl80211::wiphy(0, "phy0", high)}));
    std::vector<std::byte> buffer;
    std::vector<Wiphy> wiphys;
    EXPECT_TRUE(is_malformed(read_wiphys(kernel, family, buffer, wiphys)));
    EXPECT_TRUE(wiphys.empty());
}

TEST(ReadWiphys, ASplitDumpIsAskedFor) {
    Kernel kernel;
    kernel.wifi.radio_appears("phy0", {2412, 2437});
    std::vector<Wiphy> wiphys;
    ASSERT_TRUE(read_wiphys(kernel.wifi, family, kernel.buffer, wiphys));
    ASSERT_EQ(wiphys.size(), 1U);
    EXPECT_EQ(wiphys[0].frequencies.size(), 2U);
    Attributes question(kernel.wifi.last_question());
    EXPECT_EQ(question.next().value().type, NL80211_ATTR_SPLIT_WIPHY_DUMP);
}

TEST(ReadWiphys, AFailureLeavesNothing) {
    Kernel kernel;
    kernel.wifi.radio_appears("phy0", {2412});
    kernel.wifi.fails_with(NL80211_CMD_GET_WIPHY, NetlinkError::permission);
    std::vector<Wiphy> wiphys(3);
    EXPECT_EQ(read_wiphys(kernel.wifi, family, kernel.buffer, wiphys).error(), NetlinkError::permission);
    EXPECT_TRUE(wiphys.empty());
}

TEST(ReadWiphys, MessagesOfOtherFamiliesAreLeftAlone) {
    std::vector<std::byte> buffer;
    std::vector<Wiphy> wiphys;
    fakes::ParrotNetlink other(family, nl80211::one_after_the_other({nl80211::wiphy(0, "phy0", {})}));
    ASSERT_TRUE(read_wiphys(other, family + 1, buffer, wiphys));
    EXPECT_TRUE(wiphys.empty());
}

TEST(WifiInterface, OfAnAccessPointIsReadWhole) {
    Kernel kernel;
    auto radio = kernel.wifi.radio_appears("phy0", {5180, 5200, 5220, 5240});
    kernel.wifi.ap_starts(7, "wlan0", radio.index, "City", 5180, 80).transmit_power_dbm = -1.5;
    std::vector<WifiInterface> interfaces;
    ASSERT_TRUE(read_wifi_interfaces(kernel.wifi, family, kernel.buffer, interfaces));
    ASSERT_EQ(interfaces.size(), 1U);
    const auto& interface = interfaces[0];
    EXPECT_EQ(interface.index, 7);
    EXPECT_EQ(interface.name, "wlan0");
    EXPECT_EQ(interface.wiphy, 0U);
    EXPECT_EQ(interface.wdev, 7U);
    EXPECT_EQ(interface.type, InterfaceType::ap);
    EXPECT_EQ(interface.address, (MacAddress{{2, 0, 0, 0, 0, 7}}));
    EXPECT_EQ(interface.ssid, "City");
    EXPECT_EQ(interface.channel, (WorkingChannel{5180, 0, 80, 5210}));
    EXPECT_EQ(interface.transmit_power_dbm, -1.5);
    EXPECT_TRUE(interface.links.empty());
}

TEST(WifiInterface, OneThatIsNoNetworkDeviceHasNoIndex) {
    const auto interface = parsed_interface(
        [](MessageWriter& writer) { writer.number<std::uint32_t>(NL80211_ATTR_IFTYPE, NL80211_IFTYPE_P2P_DEVICE); });
    ASSERT_TRUE(interface && *interface);
    EXPECT_FALSE((*interface)->index);
    EXPECT_EQ((*interface)->type, InterfaceType::other);
    EXPECT_EQ((*interface)->wdev, 0x100000001U);
    EXPECT_FALSE((*interface)->channel);
    EXPECT_FALSE((*interface)->transmit_power_dbm);
}

TEST(WifiInterface, EveryTypeHasItsWord) {
    for (const auto type : {InterfaceType::other, InterfaceType::station, InterfaceType::ap, InterfaceType::ap_vlan,
                            InterfaceType::monitor, InterfaceType::mesh_point, InterfaceType::ad_hoc}) {
        const auto bytes = nl80211::wifi_interface({.type = type});
        EXPECT_EQ(parse_wifi_interface(only(bytes)).value().value().type, type);
    }
    const auto unknown =
        parsed_interface([](MessageWriter& writer) { writer.number<std::uint32_t>(NL80211_ATTR_IFTYPE, 99); });
    EXPECT_EQ(unknown.value().value().type, InterfaceType::other);
}

TEST(WifiInterface, WidthsAreInMegahertz) {
    const std::vector<std::pair<std::uint32_t, std::uint32_t>> widths{
        {NL80211_CHAN_WIDTH_20_NOHT, 20}, {NL80211_CHAN_WIDTH_20, 20},     {NL80211_CHAN_WIDTH_40, 40},
        {NL80211_CHAN_WIDTH_80, 80},      {NL80211_CHAN_WIDTH_80P80, 160}, {NL80211_CHAN_WIDTH_160, 160},
        {NL80211_CHAN_WIDTH_5, 5},        {NL80211_CHAN_WIDTH_10, 10},     {NL80211_CHAN_WIDTH_1, 1},
        {NL80211_CHAN_WIDTH_2, 2},        {NL80211_CHAN_WIDTH_4, 4},       {NL80211_CHAN_WIDTH_8, 8},
        {NL80211_CHAN_WIDTH_16, 16},      {NL80211_CHAN_WIDTH_320, 320}};
    for (const auto& [number, mhz] : widths) {
        const auto interface = parsed_interface([width = number](MessageWriter& writer) {
            writer.number<std::uint32_t>(NL80211_ATTR_WIPHY_FREQ, 5955);
            writer.number<std::uint32_t>(NL80211_ATTR_WIPHY_FREQ_OFFSET, 500);
            writer.number(NL80211_ATTR_CHANNEL_WIDTH, width);
        });
        EXPECT_EQ(interface.value().value().channel, (WorkingChannel{5955, 500, mhz, 5955})) << number;
    }
}

TEST(WifiInterface, AChannelOfAFutureWidthIsAbsent) {
    const auto interface = parsed_interface([](MessageWriter& writer) {
        writer.number<std::uint32_t>(NL80211_ATTR_WIPHY_FREQ, 5955);
        writer.number<std::uint32_t>(NL80211_ATTR_CHANNEL_WIDTH, 77);
    });
    EXPECT_FALSE(interface.value().value().channel);
}

TEST(WifiInterface, AnSsidIsBytesAndAtMost32) {
    const auto with_ssid = [](std::size_t size) {
        return parsed_interface([&](MessageWriter& writer) {
            writer.bytes(NL80211_ATTR_SSID, nl80211::bytes_of(std::string(size, '\xff')));
        });
    };
    EXPECT_EQ(with_ssid(32).value().value().ssid, std::string(32, '\xff'));
    EXPECT_TRUE(is_malformed(with_ssid(33)));
}

TEST(WifiInterface, OfTwoLinksHasBoth) {
    WifiInterface mld{.index = 3, .wdev = 3, .name = "wlan0", .type = InterfaceType::ap, .ssid = "City"};
    mld.links.push_back({.id = 0, .bssid = {{2, 0, 0, 0, 1, 0}}, .channel = WorkingChannel{5180, 0, 80, 5210}});
    mld.links.push_back({.id = 14, .bssid = {{2, 0, 0, 0, 1, 1}}, .ssid = "City"});
    const auto interface = parse_wifi_interface(only(nl80211::wifi_interface(mld)));
    ASSERT_TRUE(interface && *interface);
    EXPECT_FALSE((*interface)->channel);
    const auto& links = (*interface)->links;
    ASSERT_EQ(links.size(), 2U);
    EXPECT_EQ(links[0].id, 0);
    EXPECT_EQ(links[0].bssid, (MacAddress{{2, 0, 0, 0, 1, 0}}));
    EXPECT_EQ(links[0].channel, (WorkingChannel{5180, 0, 80, 5210}));
    EXPECT_EQ(links[1].id, 14);
    EXPECT_EQ(links[1].ssid, "City");
    EXPECT_FALSE(links[1].channel);
}

TEST(WifiInterface, ALinkToldTwiceOrOfNoNumberIsMalformed) {
    WifiInterface mld{.index = 3, .wdev = 3, .name = "wlan0", .type = InterfaceType::ap};
    mld.links.assign(2, {.id = 1, .bssid = {}});
    EXPECT_TRUE(is_malformed(parse_wifi_interface(only(nl80211::wifi_interface(mld)))));
    mld.links[1].id = 15;
    EXPECT_TRUE(is_malformed(parse_wifi_interface(only(nl80211::wifi_interface(mld)))));
    EXPECT_TRUE(is_malformed(parsed_interface([](MessageWriter& writer) {
        nl80211::nest(writer, NL80211_ATTR_MLO_LINKS, [&] { nl80211::nest(writer, 1, [] {}); });
    })));
}

TEST(WifiInterface, WhatIsNotOfItsSizeIsMalformed) {
    const auto refused = [](unsigned type, std::size_t size) {
        return is_malformed(parsed_interface(
            [&](MessageWriter& writer) { writer.bytes(type, std::vector<std::byte>(size, std::byte{1})); }));
    };
    for (const unsigned type :
         {NL80211_ATTR_IFINDEX, NL80211_ATTR_WIPHY, NL80211_ATTR_IFTYPE, NL80211_ATTR_WIPHY_FREQ,
          NL80211_ATTR_CHANNEL_WIDTH, NL80211_ATTR_WIPHY_TX_POWER_LEVEL, NL80211_ATTR_CENTER_FREQ1}) {
        EXPECT_TRUE(refused(type, 0)) << type;
        EXPECT_TRUE(refused(type, 3)) << type;
        EXPECT_TRUE(refused(type, 5)) << type;
    }
    EXPECT_TRUE(refused(NL80211_ATTR_MAC, 5));
    EXPECT_TRUE(refused(NL80211_ATTR_MAC, 8));
    EXPECT_TRUE(refused(NL80211_ATTR_WDEV, 4));
    EXPECT_TRUE(refused(NL80211_ATTR_IFNAME, 16));
    EXPECT_TRUE(refused(NL80211_ATTR_MLO_LINKS, 3));
}

TEST(WifiInterface, AMessageThatEndsAnywhereYieldsNothingWrong) {
    WifiInterface whole{.index = 3, .wdev = 3, .name = "wlan0", .type = InterfaceType::ap, .ssid = "City"};
    whole.channel = WorkingChannel{5180, 0, 80, 5210};
    whole.links.push_back({.id = 2, .bssid = {{2, 0, 0, 0, 1, 0}}, .ssid = "City"});
    for_each_cut(nl80211::wifi_interface(whole), [](const Message& message) {
        const auto interface = parse_wifi_interface(message);
        if (interface && *interface) {
            EXPECT_EQ((*interface)->index, 3);
            EXPECT_EQ((*interface)->channel.value_or(WorkingChannel{5180, 0, 80, 5210}).mhz, 5180U);
            EXPECT_TRUE((*interface)->ssid.empty() || (*interface)->ssid == "City");
            EXPECT_TRUE((*interface)->links.empty());
        }
    });
}

TEST(Regulatory, OfTheKernelAndOfARadioAreRead) {
    Kernel kernel;
    kernel.wifi.regulatory_is({{'K', 'R'}, NL80211_DFS_JP, std::nullopt});
    kernel.wifi.regulatory_is({{'9', '9'}, 0, 2});
    std::vector<Regulatory> domains;
    ASSERT_TRUE(read_regulatory(kernel.wifi, family, kernel.buffer, domains));
    ASSERT_EQ(domains.size(), 2U);
    EXPECT_EQ(domains[0].country, (std::array{'K', 'R'}));
    EXPECT_EQ(domains[0].dfs_region, 3);
    EXPECT_FALSE(domains[0].wiphy);
    EXPECT_EQ(domains[1].country, (std::array{'9', '9'}));
    EXPECT_EQ(domains[1].wiphy, 2U);
}

TEST(Regulatory, ACountryIsTwoLettersOrDigits) {
    const auto named = [](std::string_view name) {
        return parse_regulatory(only(nl80211::message(
            NL80211_CMD_GET_REG, [&](MessageWriter& writer) { writer.text(NL80211_ATTR_REG_ALPHA2, name); })));
    };
    EXPECT_EQ(named("na").value().value().country, (std::array{'n', 'a'}));
    for (const std::string_view name : {"", "D", "DEU", "D ", "\xc3\xa4", "D\n"}) {
        EXPECT_TRUE(is_malformed(named(name))) << name;
    }
}

TEST(Regulatory, AMessageThatEndsAnywhereYieldsNothingWrong) {
    for_each_cut(nl80211::regulatory({{'K', 'R'}, NL80211_DFS_JP, 2}), [](const Message& message) {
        const auto domain = parse_regulatory(message);
        if (domain && *domain) {
            EXPECT_EQ((*domain)->country, (std::array{'K', 'R'}));
        }
    });
}

}  // namespace
}  // namespace magpie::agent::netlink
