#include "agent/capture/read/names.hpp"

#include <array>
#include <cstddef>

namespace magpie::agent {

namespace {

using namespace std::string_view_literals;

using Subtypes = std::array<std::string_view, 16>;

constexpr Subtypes management{"association_request"sv,
                              "association_response"sv,
                              "reassociation_request"sv,
                              "reassociation_response"sv,
                              "probe_request"sv,
                              "probe_response"sv,
                              "timing_advertisement"sv,
                              "reserved"sv,
                              "beacon"sv,
                              "atim"sv,
                              "disassociation"sv,
                              "authentication"sv,
                              "deauthentication"sv,
                              "action"sv,
                              "action_no_ack"sv,
                              "reserved"sv};
constexpr Subtypes control{"reserved"sv,
                           "reserved"sv,
                           "trigger"sv,
                           "tack"sv,
                           "beamforming_report_poll"sv,
                           "ndp_announcement"sv,
                           "control_frame_extension"sv,
                           "control_wrapper"sv,
                           "block_ack_request"sv,
                           "block_ack"sv,
                           "ps_poll"sv,
                           "rts"sv,
                           "cts"sv,
                           "ack"sv,
                           "cf_end"sv,
                           "cf_end_cf_ack"sv};
constexpr Subtypes data{"data"sv,     "data_cf_ack"sv,     "data_cf_poll"sv,     "data_cf_ack_cf_poll"sv,
                        "null"sv,     "cf_ack"sv,          "cf_poll"sv,          "cf_ack_cf_poll"sv,
                        "qos_data"sv, "qos_data_cf_ack"sv, "qos_data_cf_poll"sv, "qos_data_cf_ack_cf_poll"sv,
                        "qos_null"sv, "reserved"sv,        "qos_cf_poll"sv,      "qos_cf_ack_cf_poll"sv};

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
                                "eapol"sv};
static_assert(bad_frames.size() == capture::bad_frame_count);

}  // namespace

std::string_view name(FrameType type) {
    constexpr std::array names{"management"sv, "control"sv, "data"sv, "extension"sv};
    return names[static_cast<std::size_t>(type)];
}

std::string_view subtype_name(FrameType type, std::uint8_t subtype) {
    switch (type) {
        case FrameType::management:
            return management[subtype & 0x0f];
        case FrameType::control:
            return control[subtype & 0x0f];
        case FrameType::data:
            return data[subtype & 0x0f];
        case FrameType::extension:
            break;
    }
    return subtype == 0 ? "dmg_beacon" : subtype == 1 ? "s1g_beacon" : "reserved";
}

std::string_view name(Phy phy) {
    constexpr std::array names{"unknown"sv, "dsss"sv, "ofdm"sv, "ht"sv, "vht"sv, "he"sv, "eht"sv};
    return names[static_cast<std::size_t>(phy)];
}

std::string_view name(capture::BadFrame bad) {
    return bad_frames[static_cast<std::size_t>(bad)];
}

std::string_view name(capture::FrameClass frames) {
    constexpr std::array names{"beacon"sv, "management"sv, "control"sv, "data"sv};
    static_assert(names.size() == capture::frame_class_count);
    return names[static_cast<std::size_t>(frames)];
}

std::string_view name(capture::Threat threat) {
    constexpr std::array names{"unknown_bssid"sv, "other_security"sv, "open_twin"sv,        "look_alike"sv,
                               "two_clocks"sv,    "two_channels"sv,   "deauthentications"sv};
    static_assert(names.size() == capture::threat_count);
    return names[static_cast<std::size_t>(threat)];
}

std::string_view name(capture::Severity severity) {
    constexpr std::array names{"info"sv, "warning"sv, "critical"sv};
    return names[static_cast<std::size_t>(severity)];
}

std::string_view name(capture::Stage stage) {
    constexpr std::array names{"authentication"sv, "association"sv,  "handshake"sv, "dot1x"sv,
                               "dhcp_discover"sv,  "dhcp_request"sv, "dns"sv,       "tcp_network"sv,
                               "tcp_radio"sv,      "portal"sv,       "connect"sv};
    static_assert(names.size() == capture::stage_count);
    return names[static_cast<std::size_t>(stage)];
}

std::string_view name(capture::Outcome outcome) {
    constexpr std::array names{"success"sv, "refused"sv,    "no_answer"sv,      "wrong_key"sv, "pool_exhausted"sv,
                               "nak"sv,     "name_error"sv, "server_failure"sv, "reset"sv,     "redirected"sv};
    static_assert(names.size() == capture::outcome_count);
    return names[static_cast<std::size_t>(outcome)];
}

std::string access_point_text(const capture::Bssid& bssid) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const auto byte : bssid) {
        text += text.empty() ? "" : ":";
        text += digits[byte >> 4];
        text += digits[byte & 0x0f];
    }
    return text;
}

}  // namespace magpie::agent
