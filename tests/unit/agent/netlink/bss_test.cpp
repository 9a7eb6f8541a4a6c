#include "agent/netlink/bss.hpp"

#include <gtest/gtest.h>
#include <linux/nl80211.h>

#include <string>

#include "tests/fakes/fake_nl80211.hpp"
#include "tests/fakes/nl80211_messages.hpp"
#include "tests/unit/agent/netlink/cut_message.hpp"

namespace magpie::agent::netlink {
namespace {

namespace nl80211 = fakes::nl80211;

constexpr MacAddress neighbour{{0x00, 0x11, 0x22, 0x33, 0x44, 0x55}};

/// Elements with this SSID alone.
nl80211::Bytes ssid(const std::string& text) {
    nl80211::Bytes bytes{std::byte{0}, static_cast<std::byte>(text.size())};
    const auto body = nl80211::bytes_of(text);
    bytes.insert(bytes.end(), body.begin(), body.end());
    return bytes;
}

nl80211::Network heard(std::uint32_t mhz = 2437) {
    return {.bssid = neighbour, .mhz = mhz, .signal_mbm = -7150, .seen_ms_ago = 250, .beacon = ssid("Cafe")};
}

template <typename Write>
auto parsed(Write write) {
    const auto bytes = nl80211::message(NL80211_CMD_NEW_SCAN_RESULTS, [&](MessageWriter& writer) {
        nl80211::nest(writer, NL80211_ATTR_BSS, [&] { write(writer); });
    });
    return parse_bss(only(bytes));
}

struct Kernel {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 wifi{others};
    std::vector<std::byte> buffer;
    std::vector<Bss> networks;

    auto scan(int interface) {
        return read_scan(wifi, fakes::FakeNl80211::nl80211_family, interface, buffer, networks);
    }
};

TEST(Bss, EverythingIsRead) {
    const auto bss = parse_bss(only(nl80211::network(3, heard()))).value().value();
    EXPECT_EQ(bss.bssid, neighbour);
    EXPECT_EQ(bss.mhz, 2437U);
    EXPECT_EQ(bss.signal_dbm, -71.5);
    EXPECT_EQ(bss.seen_ago, std::chrono::milliseconds(250));
    EXPECT_EQ(bss.beacon_interval, 100);
    EXPECT_TRUE(bss.privacy);
    EXPECT_EQ(bss.elements.ssid, "Cafe");
    EXPECT_FALSE(bss.elements.malformed);
}

TEST(Bss, AnOpenNetworkHasNoPrivacy) {
    auto open = heard();
    open.capability = 0xffef;
    EXPECT_FALSE(parse_bss(only(nl80211::network(3, open))).value().value().privacy);
}

TEST(Bss, TheBeaconCountsBeforeTheProbeResponse) {
    auto hidden = heard();
    hidden.beacon = ssid("");
    hidden.probe_response = ssid("Cafe");
    EXPECT_FALSE(parse_bss(only(nl80211::network(3, hidden))).value().value().elements.ssid);
    hidden.beacon.clear();
    EXPECT_EQ(parse_bss(only(nl80211::network(3, hidden))).value().value().elements.ssid, "Cafe");
}

TEST(Bss, AStrangersElementsSpoilThemselvesAlone) {
    auto strange = heard();
    strange.beacon.insert(strange.beacon.end(), {std::byte{3}, std::byte{200}});
    const auto bss = parse_bss(only(nl80211::network(3, strange))).value().value();
    EXPECT_EQ(bss.mhz, 2437U);
    EXPECT_EQ(bss.elements.ssid, "Cafe");
    EXPECT_TRUE(bss.elements.malformed);
}

TEST(Bss, WithoutSignalAgeAndElementsIsOne) {
    const auto bss = parsed([](MessageWriter& writer) {
                         nl80211::write_address(writer, NL80211_BSS_BSSID, neighbour);
                         writer.number<std::uint32_t>(NL80211_BSS_FREQUENCY, 5955);
                     })
                         .value()
                         .value();
    EXPECT_FALSE(bss.signal_dbm);
    EXPECT_FALSE(bss.seen_ago);
    EXPECT_FALSE(bss.beacon_interval);
    EXPECT_FALSE(bss.privacy);
    EXPECT_FALSE(bss.elements.ssid);
}

TEST(Bss, WithoutABssidIsNothing) {
    const auto bss = parsed([](MessageWriter& writer) { writer.number<std::uint32_t>(NL80211_BSS_FREQUENCY, 902); });
    ASSERT_TRUE(bss);
    EXPECT_FALSE(*bss);
}

TEST(Bss, OfNoFrequencyIsMalformed) {
    EXPECT_FALSE(parsed([](MessageWriter& writer) { nl80211::write_address(writer, NL80211_BSS_BSSID, neighbour); }));
}

TEST(Bss, WhatIsNotOfItsSizeIsMalformed) {
    for (const unsigned type : {NL80211_BSS_BSSID, NL80211_BSS_FREQUENCY, NL80211_BSS_SIGNAL_MBM,
                                NL80211_BSS_SEEN_MS_AGO, NL80211_BSS_BEACON_INTERVAL, NL80211_BSS_CAPABILITY}) {
        const auto bss = parsed([&](MessageWriter& writer) {
            nl80211::write_address(writer, NL80211_BSS_BSSID, neighbour);
            writer.number<std::uint32_t>(NL80211_BSS_FREQUENCY, 2412);
            writer.number<std::uint8_t>(type, 1);
        });
        ASSERT_FALSE(bss) << type;
        EXPECT_EQ(bss.error(), NetlinkError::malformed);
    }
}

TEST(Bss, TheEndOfAScanAndOtherCommandsAreNothing) {
    const auto end =
        nl80211::message(NL80211_CMD_NEW_SCAN_RESULTS, [](MessageWriter& writer) { nl80211::write_index(writer, 3); });
    EXPECT_FALSE(parse_bss(only(end)).value());
    EXPECT_FALSE(parse_bss(only(nl80211::wiphy(0, "phy0", {}))).value());
}

TEST(Bss, AMessageThatEndsAnywhereIsMalformedOrNothing) {
    for_each_cut(nl80211::network(3, heard()), [](const Message& message) {
        const auto bss = parse_bss(message);
        EXPECT_FALSE(bss && *bss);
    });
}

TEST(ReadScan, HasEachNetworkOnceAsSeenLast) {
    Kernel kernel;
    auto other = heard(5180);
    other.bssid.bytes[5] = 0x54;
    auto moved = heard(2412);
    moved.seen_ms_ago = 20'000;
    kernel.wifi.network_is_heard(3, moved);
    kernel.wifi.network_is_heard(3, heard());
    kernel.wifi.network_is_heard(3, other);
    kernel.wifi.network_is_heard(4, heard());
    ASSERT_TRUE(kernel.scan(3));
    ASSERT_EQ(kernel.networks.size(), 2U);
    EXPECT_EQ(kernel.networks[0].bssid, other.bssid);
    EXPECT_EQ(kernel.networks[1].bssid, neighbour);
    EXPECT_EQ(kernel.networks[1].mhz, 2437U);
}

TEST(ReadScan, AFailureLeavesNothing) {
    Kernel kernel;
    kernel.wifi.network_is_heard(3, heard());
    kernel.wifi.fails_with(NL80211_CMD_GET_SCAN, NetlinkError::refused);
    kernel.networks.resize(1);
    EXPECT_EQ(kernel.scan(3).error(), NetlinkError::refused);
    EXPECT_TRUE(kernel.networks.empty());
}

TEST(TriggerScan, ListensOnTheFrequenciesAndAsksForNobody) {
    Kernel kernel;
    kernel.wifi.radio_appears("phy0", {2412, 5180});
    kernel.wifi.ap_starts(3, "wlan0", 0, "City", 2412);
    ASSERT_TRUE(trigger_scan(kernel.wifi, fakes::FakeNl80211::nl80211_family, 3, {2412, 5180}));
    std::vector<std::uint32_t> frequencies;
    std::optional<std::uint32_t> flags;
    std::optional<std::uint32_t> interface;
    Attributes question(kernel.wifi.last_question());
    while (const auto attribute = question.next()) {
        EXPECT_NE(attribute->type, NL80211_ATTR_SCAN_SSIDS);
        if (attribute->type == NL80211_ATTR_SCAN_FLAGS) {
            flags = attribute->number<std::uint32_t>();
        } else if (attribute->type == NL80211_ATTR_IFINDEX) {
            interface = attribute->number<std::uint32_t>();
        } else if (attribute->type == NL80211_ATTR_SCAN_FREQUENCIES) {
            Attributes nest(attribute->value);
            while (const auto frequency = nest.next()) {
                frequencies.push_back(frequency->number<std::uint32_t>().value_or(0));
            }
        }
    }
    EXPECT_FALSE(question.malformed());
    EXPECT_EQ(interface, 3U);
    EXPECT_EQ(flags, NL80211_SCAN_FLAG_AP);
    EXPECT_EQ(frequencies, (std::vector<std::uint32_t>{2412, 5180}));
}

TEST(TriggerScan, OfAllFrequenciesNamesNone) {
    Kernel kernel;
    kernel.wifi.radio_appears("phy0", {2412});
    kernel.wifi.ap_starts(3, "wlan0", 0, "City", 2412);
    ASSERT_TRUE(trigger_scan(kernel.wifi, fakes::FakeNl80211::nl80211_family, 3, {}));
    Attributes question(kernel.wifi.last_question());
    while (const auto attribute = question.next()) {
        EXPECT_NE(attribute->type, NL80211_ATTR_SCAN_FREQUENCIES);
    }
}

TEST(TriggerScan, ARefusalIsAnError) {
    Kernel kernel;
    kernel.wifi.fails_with(NL80211_CMD_TRIGGER_SCAN, NetlinkError::unsupported);
    EXPECT_EQ(trigger_scan(kernel.wifi, fakes::FakeNl80211::nl80211_family, 3, {}).error(), NetlinkError::unsupported);
}

}  // namespace
}  // namespace magpie::agent::netlink
