#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent::hostapd {

enum class EventType : std::uint8_t {
    connected,         // a client may send: behind the 4-way handshake, where there is one
    disconnected,      // one that was connected is not any more
    deauthenticated,   // a client said goodbye, or was told to by someone who pretends to be it
    wrong_passphrase,  // the second message of the 4-way handshake does not fit our key
    full,              // no room for one more station
    blocked,           // on a list of those who may not come
    eap_started,       // 802.1X
    eap_succeeded,
    eap_failed,     // rejected
    eap_timed_out,  // no answer
};

struct Event {
    EventType type;
    std::optional<MacAddress> client{};
    std::optional<std::uint16_t> reason{};  // of a deauthentication: reason code (IEEE 802.11-2020 9.4.1.7)
};

/// One datagram of hostapd's control socket (hostapd 2.10, src/common/wpa_ctrl.h): nothing for answers and for what is
/// none of these.
[[nodiscard]] std::optional<Event> parse_event(std::string_view datagram);

}  // namespace magpie::agent::hostapd
