#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace magpie::agent::hostapd {

enum class EventType : std::uint8_t {
    deauthenticated,   // a client said goodbye, or was told to by someone who pretends to be it
    wrong_passphrase,  // the second message of the 4-way handshake does not fit our key
    full,              // no room for one more station
    blocked,           // on a list of those who may not come
    eap_failed,        // 802.1X: rejected, or no answer
};

struct Event {
    EventType type;
    std::optional<std::uint16_t> reason{};  // of a deauthentication: reason code (IEEE 802.11-2020 9.4.1.7)
};

/// One datagram of hostapd's control socket (hostapd 2.10, src/common/wpa_ctrl.h): nothing for answers and for what is
/// none of these. The address it names goes no further than this.
[[nodiscard]] std::optional<Event> parse_event(std::string_view datagram);

}  // namespace magpie::agent::hostapd
