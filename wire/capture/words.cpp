#include "wire/capture/words.hpp"

#include <array>
#include <cstddef>

namespace magpie::capture {

namespace {

using namespace std::string_view_literals;

constexpr std::array bad_frames{"radiotap_version"sv,
                                "radiotap_length"sv,
                                "radiotap_fields"sv,
                                "bad_fcs"sv,
                                "frame_short"sv,
                                "elements"sv,
                                "ethernet_short"sv,
                                "vlan_depth"sv,
                                "ip_header"sv,
                                "fragment"sv,
                                "transport_short"sv,
                                "dhcp"sv,
                                "dns"sv,
                                "eapol"sv,
                                "lldp"sv};
static_assert(bad_frames.size() == bad_frame_count);

}  // namespace

std::string_view word(BadFrame bad) {
    return bad_frames[static_cast<std::size_t>(bad)];
}

std::string_view word(FrameClass frames) {
    constexpr std::array names{"beacon"sv, "management"sv, "control"sv, "data"sv};
    static_assert(names.size() == frame_class_count);
    return names[static_cast<std::size_t>(frames)];
}

std::string_view word(Threat threat) {
    constexpr std::array names{"unknown_bssid"sv, "other_security"sv, "open_twin"sv,        "look_alike"sv,
                               "two_clocks"sv,    "two_channels"sv,   "deauthentications"sv};
    static_assert(names.size() == threat_count);
    return names[static_cast<std::size_t>(threat)];
}

std::string_view word(Severity severity) {
    constexpr std::array names{"info"sv, "warning"sv, "critical"sv};
    return names[static_cast<std::size_t>(severity)];
}

std::string_view word(Stage stage) {
    constexpr std::array names{"authentication"sv, "association"sv,  "handshake"sv, "dot1x"sv,
                               "dhcp_discover"sv,  "dhcp_request"sv, "dns"sv,       "tcp_network"sv,
                               "tcp_radio"sv,      "portal"sv,       "connect"sv};
    static_assert(names.size() == stage_count);
    return names[static_cast<std::size_t>(stage)];
}

std::string_view word(Outcome outcome) {
    constexpr std::array names{"success"sv, "refused"sv,    "no_answer"sv,      "wrong_key"sv, "pool_exhausted"sv,
                               "nak"sv,     "name_error"sv, "server_failure"sv, "reset"sv,     "redirected"sv};
    static_assert(names.size() == outcome_count);
    return names[static_cast<std::size_t>(outcome)];
}

std::string_view word(EventUse use) {
    constexpr std::array names{"taken"sv, "unknown_interface"sv, "no_client"sv, "no_room"sv};
    static_assert(names.size() == event_use_count);
    return names[static_cast<std::size_t>(use)];
}

std::string access_point_text(const Bssid& bssid) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bssid) {
        text += text.empty() ? "" : ":";
        text += digits[byte >> 4];
        text += digits[byte & 0x0f];
    }
    return text;
}

}  // namespace magpie::capture
