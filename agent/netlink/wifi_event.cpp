#include "agent/netlink/wifi_event.hpp"

#include <linux/genetlink.h>
#include <linux/nl80211.h>

#include "agent/netlink/nl80211.hpp"

namespace magpie::agent::netlink {

namespace {

/// The MAC header of a management frame (IEEE 802.11-2020 9.3.3.1).
constexpr std::size_t management_header_size = 24;

std::optional<WifiEventType> type_of_radar(std::uint32_t event) {
    switch (event) {
        case NL80211_RADAR_DETECTED:
            return WifiEventType::radar_detected;
        case NL80211_RADAR_CAC_STARTED:
            return WifiEventType::cac_started;
        case NL80211_RADAR_CAC_FINISHED:
            return WifiEventType::cac_finished;
        case NL80211_RADAR_CAC_ABORTED:
            return WifiEventType::cac_aborted;
        case NL80211_RADAR_NOP_FINISHED:
            return WifiEventType::nop_finished;
        default:
            return std::nullopt;
    }
}

std::optional<WifiEventType> type_of(std::uint8_t command) {
    switch (command) {
        case NL80211_CMD_NEW_INTERFACE:
            return WifiEventType::interface_added;
        case NL80211_CMD_DEL_INTERFACE:
            return WifiEventType::interface_removed;
        case NL80211_CMD_NEW_WIPHY:
            return WifiEventType::radio_added;
        case NL80211_CMD_DEL_WIPHY:
            return WifiEventType::radio_removed;
        case NL80211_CMD_CH_SWITCH_STARTED_NOTIFY:
            return WifiEventType::channel_switch_started;
        case NL80211_CMD_CH_SWITCH_NOTIFY:
            return WifiEventType::channel_switched;
        case NL80211_CMD_TRIGGER_SCAN:
            return WifiEventType::scan_started;
        case NL80211_CMD_NEW_SCAN_RESULTS:
            return WifiEventType::scan_finished;
        case NL80211_CMD_SCAN_ABORTED:
            return WifiEventType::scan_aborted;
        case NL80211_CMD_REG_CHANGE:
        case NL80211_CMD_WIPHY_REG_CHANGE:
            return WifiEventType::regulatory_changed;
        case NL80211_CMD_STOP_AP:
            return WifiEventType::ap_stopped;
        case NL80211_CMD_DISCONNECT:
            return WifiEventType::disconnected;
        case NL80211_CMD_DEAUTHENTICATE:
            return WifiEventType::deauthenticated;
        case NL80211_CMD_DISASSOCIATE:
            return WifiEventType::disassociated;
        default:
            return std::nullopt;
    }
}

/// The reason stands first in the body of both frames; what is shorter came so from the air.
std::optional<std::uint16_t> reason_in(std::span<const std::byte> frame) {
    if (frame.size() < management_header_size + 2) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(std::to_integer<unsigned>(frame[management_header_size]) |
                                      std::to_integer<unsigned>(frame[management_header_size + 1]) << 8);
}

bool take(const Attribute& attribute, WifiEvent& event, std::optional<std::uint32_t>& radar) {
    switch (attribute.type) {
        case NL80211_ATTR_WIPHY:
            event.wiphy = attribute.number<std::uint32_t>();
            return event.wiphy.has_value();
        case NL80211_ATTR_WIPHY_NAME:
            event.radio = attribute.text().substr(0, NL80211_WIPHY_NAME_MAXLEN);
            return !event.radio.empty();
        case NL80211_ATTR_IFINDEX:
            return take_index(attribute, event.interface);
        case NL80211_ATTR_FRAME:
            event.reason = reason_in(attribute.value);
            return true;
        case NL80211_ATTR_RADAR_EVENT:
            radar = attribute.number<std::uint32_t>();
            return radar.has_value();
        default:
            return true;
    }
}

}  // namespace

tl::expected<std::optional<WifiEvent>, NetlinkError> parse_wifi_event(const Message& message) {
    const auto parts = split<genlmsghdr>(message.payload);
    if (!parts) {
        return tl::unexpected(NetlinkError::malformed);
    }
    const bool of_radar = parts->header.cmd == NL80211_CMD_RADAR_DETECT;
    auto type = type_of(parts->header.cmd);
    if (!type && !of_radar) {
        return std::nullopt;
    }
    WifiEvent event{};
    std::optional<std::uint32_t> radar;
    ChannelAttributes channel;
    Attributes attributes(parts->attributes);
    while (const auto attribute = attributes.next()) {
        if (!take(*attribute, event, radar) || !channel.take(*attribute)) {
            return tl::unexpected(NetlinkError::malformed);
        }
    }
    if (attributes.malformed() || (of_radar && !radar)) {
        return tl::unexpected(NetlinkError::malformed);
    }
    type = of_radar ? type_of_radar(*radar) : type;
    if (!type) {
        return std::nullopt;
    }
    event.type = *type;
    event.channel = channel.channel();
    return event;
}

}  // namespace magpie::agent::netlink
