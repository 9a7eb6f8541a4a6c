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

}  // namespace magpie::agent
