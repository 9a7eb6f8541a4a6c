#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <tl/expected.hpp>

#include "agent/netlink/message.hpp"
#include "agent/netlink/netlink.hpp"
#include "agent/netlink/wiphy.hpp"

namespace magpie::agent::netlink {

/// What nl80211 tells by multicast, as far as it matters to an access point. Joins and leaves come with the station:
/// parse_station().
enum class WifiEventType : std::uint8_t {
    interface_added,
    interface_removed,
    radio_added,
    radio_removed,
    channel_switch_started,
    channel_switched,
    radar_detected,
    cac_started,  // channel availability check: a minute of listening before a DFS channel may be used
    cac_finished,
    cac_aborted,
    nop_finished,  // the half hour after a radar is over (non-occupancy period)
    scan_started,
    scan_finished,
    scan_aborted,
    regulatory_changed,
    ap_stopped,    // without its own daemon's wish: the interface went down, or the channel was forbidden
    disconnected,  // of an interface in station mode, as the two below
    deauthenticated,
    disassociated,
};

struct WifiEvent {
    WifiEventType type;
    std::string radio{};  // name of the wiphy, where it is told
    std::optional<std::uint32_t> wiphy{};
    std::optional<int> interface = std::nullopt;
    std::optional<WorkingChannel> channel{};
    std::optional<std::uint16_t> reason{};  // reason code (IEEE 802.11 9.4.1.7)
};

/// Nothing for commands that are none of these; `malformed` when anything in it does not fit.
[[nodiscard]] tl::expected<std::optional<WifiEvent>, NetlinkError> parse_wifi_event(const Message& message);

}  // namespace magpie::agent::netlink
