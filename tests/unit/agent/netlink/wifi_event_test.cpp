#include "agent/netlink/wifi_event.hpp"

#include <gtest/gtest.h>
#include <linux/nl80211.h>

#include <string>
#include <utility>
#include <vector>

#include "tests/fakes/fake_nl80211.hpp"
#include "tests/fakes/nl80211_messages.hpp"
#include "tests/unit/agent/netlink/cut_message.hpp"

namespace magpie::agent::netlink {
namespace {

namespace nl80211 = fakes::nl80211;

constexpr WorkingChannel wide{5260, 0, 80, 5290};

/// A kernel with one access point, and one that listens to all it tells.
struct Kernel {
    fakes::FakeNetlink others;
    fakes::FakeNl80211 wifi{others};

    Kernel() {
        wifi.radio_appears("phy0", {5260, 5280, 5300, 5320, 5500});
        wifi.ap_starts(3, "wlan0", 0, "City", 5260, 80);
        for (const std::string group : {"config", "scan", "regulatory", "mlme"}) {
            EXPECT_TRUE(wifi.join(GenericGroup{"nl80211", group}));
        }
    }

    std::vector<WifiEvent> events() {
        std::vector<std::byte> bytes;
        EXPECT_TRUE(wifi.receive(bytes));
        std::vector<WifiEvent> all;
        Messages messages(bytes);
        while (const auto message = messages.next()) {
            all.push_back(parse_wifi_event(*message).value().value());
        }
        return all;
    }
};

nl80211::Bytes event(std::uint8_t command) {
    return nl80211::message(command, [](MessageWriter& writer) {
        writer.number<std::uint32_t>(NL80211_ATTR_WIPHY, 1);
        nl80211::write_index(writer, 3);
    });
}

nl80211::Bytes radar(std::uint32_t kind) {
    return nl80211::message(NL80211_CMD_RADAR_DETECT, [&](MessageWriter& writer) {
        writer.number<std::uint32_t>(NL80211_ATTR_WIPHY, 1);
        nl80211::write_index(writer, 3);
        writer.number(NL80211_ATTR_RADAR_EVENT, kind);
        nl80211::write_channel(writer, wide);
    });
}

nl80211::Bytes frame(std::uint8_t command, std::size_t size) {
    return nl80211::message(command, [&](MessageWriter& writer) {
        writer.number<std::uint32_t>(NL80211_ATTR_WIPHY, 1);
        nl80211::write_index(writer, 3);
        std::vector<std::byte> bytes(26, std::byte{0xee});
        bytes[24] = std::byte{0x22};
        bytes[25] = std::byte{0x01};
        bytes.resize(size);
        writer.bytes(NL80211_ATTR_FRAME, bytes);
    });
}

TEST(WifiEvent, EachCommandHasItsType) {
    const std::vector<std::pair<std::uint8_t, WifiEventType>> types{
        {NL80211_CMD_NEW_INTERFACE, WifiEventType::interface_added},
        {NL80211_CMD_DEL_INTERFACE, WifiEventType::interface_removed},
        {NL80211_CMD_NEW_WIPHY, WifiEventType::radio_added},
        {NL80211_CMD_DEL_WIPHY, WifiEventType::radio_removed},
        {NL80211_CMD_CH_SWITCH_STARTED_NOTIFY, WifiEventType::channel_switch_started},
        {NL80211_CMD_CH_SWITCH_NOTIFY, WifiEventType::channel_switched},
        {NL80211_CMD_TRIGGER_SCAN, WifiEventType::scan_started},
        {NL80211_CMD_NEW_SCAN_RESULTS, WifiEventType::scan_finished},
        {NL80211_CMD_SCAN_ABORTED, WifiEventType::scan_aborted},
        {NL80211_CMD_REG_CHANGE, WifiEventType::regulatory_changed},
        {NL80211_CMD_WIPHY_REG_CHANGE, WifiEventType::regulatory_changed},
        {NL80211_CMD_STOP_AP, WifiEventType::ap_stopped},
        {NL80211_CMD_DISCONNECT, WifiEventType::disconnected},
        {NL80211_CMD_DEAUTHENTICATE, WifiEventType::deauthenticated},
        {NL80211_CMD_DISASSOCIATE, WifiEventType::disassociated},
    };
    for (const auto& [command, type] : types) {
        const auto told = parse_wifi_event(only(event(command)));
        ASSERT_TRUE(told && *told) << +command;
        EXPECT_EQ((*told)->type, type) << +command;
        EXPECT_EQ((*told)->wiphy, 1U);
        EXPECT_EQ((*told)->interface, 3);
        EXPECT_FALSE((*told)->channel);
        EXPECT_FALSE((*told)->reason);
    }
}

TEST(WifiEvent, OtherCommandsAreNothingWhateverIsInThem) {
    for (const auto command :
         {NL80211_CMD_NEW_STATION, NL80211_CMD_DEL_STATION, NL80211_CMD_FRAME, NL80211_CMD_NOTIFY_CQM}) {
        const auto bytes = nl80211::message(
            command, [](MessageWriter& writer) { writer.number<std::uint8_t>(NL80211_ATTR_WIPHY, 1); });
        const auto told = parse_wifi_event(only(bytes));
        ASSERT_TRUE(told);
        EXPECT_FALSE(*told);
    }
}

TEST(WifiEvent, RadarIsToldInFiveKinds) {
    const std::vector<std::pair<std::uint32_t, WifiEventType>> kinds{
        {NL80211_RADAR_DETECTED, WifiEventType::radar_detected},
        {NL80211_RADAR_CAC_STARTED, WifiEventType::cac_started},
        {NL80211_RADAR_CAC_FINISHED, WifiEventType::cac_finished},
        {NL80211_RADAR_CAC_ABORTED, WifiEventType::cac_aborted},
        {NL80211_RADAR_NOP_FINISHED, WifiEventType::nop_finished},
    };
    for (const auto& [kind, type] : kinds) {
        const auto told = parse_wifi_event(only(radar(kind)));
        ASSERT_TRUE(told && *told) << kind;
        EXPECT_EQ((*told)->type, type) << kind;
        EXPECT_EQ((*told)->channel, wide);
        EXPECT_EQ((*told)->interface, 3);
    }
}

TEST(WifiEvent, RadarOfOtherKindsIsNothing) {
    EXPECT_FALSE(parse_wifi_event(only(radar(NL80211_RADAR_PRE_CAC_EXPIRED))).value());
    EXPECT_FALSE(parse_wifi_event(only(radar(6))).value());
}

TEST(WifiEvent, RadarOfNoKindIsMalformed) {
    EXPECT_EQ(parse_wifi_event(only(event(NL80211_CMD_RADAR_DETECT))).error(), NetlinkError::malformed);
}

TEST(WifiEvent, TheReasonIsInTheFrame) {
    EXPECT_EQ(parse_wifi_event(only(frame(NL80211_CMD_DEAUTHENTICATE, 26))).value().value().reason, 0x0122);
    EXPECT_EQ(parse_wifi_event(only(frame(NL80211_CMD_DISASSOCIATE, 40))).value().value().reason, 0x0122);
}

TEST(WifiEvent, AFrameCutShortHasNoReason) {
    for (std::size_t size = 0; size < 26; ++size) {
        const auto told = parse_wifi_event(only(frame(NL80211_CMD_DEAUTHENTICATE, size)));
        ASSERT_TRUE(told && *told) << size;
        EXPECT_FALSE((*told)->reason) << size;
    }
}

TEST(WifiEvent, WhatIsNotOfItsSizeIsMalformed) {
    for (const unsigned type :
         {NL80211_ATTR_WIPHY, NL80211_ATTR_IFINDEX, NL80211_ATTR_RADAR_EVENT, NL80211_ATTR_WIPHY_FREQ,
          NL80211_ATTR_WIPHY_FREQ_OFFSET, NL80211_ATTR_CHANNEL_WIDTH, NL80211_ATTR_CENTER_FREQ1}) {
        const auto bytes = nl80211::message(NL80211_CMD_CH_SWITCH_NOTIFY,
                                            [&](MessageWriter& writer) { writer.number<std::uint16_t>(type, 1); });
        EXPECT_EQ(parse_wifi_event(only(bytes)).error(), NetlinkError::malformed) << type;
    }
}

TEST(WifiEvent, AMessageThatEndsAnywhereYieldsNothingWrong) {
    for_each_cut(radar(NL80211_RADAR_DETECTED), [](const Message& message) {
        const auto told = parse_wifi_event(message);
        if (told && *told) {
            EXPECT_EQ((*told)->type, WifiEventType::radar_detected);
            EXPECT_EQ((*told)->wiphy, 1U);
            EXPECT_EQ((*told)->channel.value_or(wide).mhz, 5260U);
        }
    });
    for_each_cut(frame(NL80211_CMD_DEAUTHENTICATE, 26), [](const Message& message) {
        const auto told = parse_wifi_event(message);
        if (told && *told) {
            EXPECT_EQ((*told)->reason.value_or(0x0122), 0x0122);
        }
    });
}

TEST(WifiEvent, ARadarHuntOfTheFakeKernelIsToldInOrder) {
    Kernel kernel;
    kernel.wifi.radar_is_detected(0, wide);
    kernel.wifi.channel_switch_is_announced(3, {5500, 0, 20, 5500});
    kernel.wifi.channel_switches(3, {5500, 0, 20, 5500});
    kernel.wifi.non_occupancy_ends(0, wide);
    const auto events = kernel.events();
    ASSERT_EQ(events.size(), 4U);
    EXPECT_EQ(events[0].type, WifiEventType::radar_detected);
    EXPECT_EQ(events[0].wiphy, 0U);
    EXPECT_EQ(events[0].channel, wide);
    EXPECT_EQ(events[1].type, WifiEventType::channel_switch_started);
    EXPECT_EQ(events[2].type, WifiEventType::channel_switched);
    EXPECT_EQ(events[2].interface, 3);
    EXPECT_EQ(events[2].channel, (WorkingChannel{5500, 0, 20, 5500}));
    EXPECT_EQ(events[3].type, WifiEventType::nop_finished);
}

TEST(WifiEvent, OfTheFakeKernelsRadiosInterfacesAndScansAreTold) {
    Kernel kernel;
    kernel.wifi.scan_starts(3);
    kernel.wifi.scan_ends(3);
    kernel.wifi.scan_is_aborted(3);
    kernel.wifi.regulatory_is({{'K', 'R'}, 3, 0});
    kernel.wifi.interface_goes(3);
    kernel.wifi.radio_goes(0);
    std::vector<WifiEventType> types;
    for (const auto& told : kernel.events()) {
        types.push_back(told.type);
    }
    EXPECT_EQ(types, (std::vector{WifiEventType::scan_started, WifiEventType::scan_finished,
                                  WifiEventType::scan_aborted, WifiEventType::regulatory_changed,
                                  WifiEventType::interface_removed, WifiEventType::radio_removed}));
}

}  // namespace
}  // namespace magpie::agent::netlink
