#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <tl/expected.hpp>

#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// Type and subtype together, as in the frame control field: subtype << 2 | type (IEEE 802.11-2020 table 9-1).
enum class FrameType : std::uint8_t { management = 0, control = 1, data = 2, extension = 3 };

enum class ManagementSubtype : std::uint8_t {
    association_request = 0,
    association_response = 1,
    reassociation_request = 2,
    reassociation_response = 3,
    probe_request = 4,
    probe_response = 5,
    beacon = 8,
    disassociation = 10,
    authentication = 11,
    deauthentication = 12,
    action = 13,
    action_no_ack = 14,
};

/// The header of a frame (IEEE 802.11-2020 9.2.3), and where its body is. Addresses it does not have are absent.
struct Frame {
    FrameType type{};
    std::uint8_t subtype = 0;
    bool to_ds = false;
    bool from_ds = false;
    bool retry = false;
    bool protected_frame = false;
    bool more_fragments = false;
    std::uint16_t duration_us = 0;
    std::uint16_t sequence = 0;  // of management and data
    std::uint8_t fragment = 0;
    MacAddress receiver{};
    std::optional<MacAddress> transmitter;  // not in CTS and ACK
    std::optional<MacAddress> bssid;        // as the DS bits place it; not in most control frames
    std::optional<MacAddress> station;      // the client's of a management or data frame within a BSS
    std::span<const std::byte> body;        // as captured, without FCS; empty where it was cut or there is none
};

/// Reads the header at the start of `bytes` (FCS already taken off); the error is frame_short. `padded` as radiotap
/// says.
[[nodiscard]] tl::expected<Frame, capture::BadFrame> parse_frame(std::span<const std::byte> bytes, bool padded);

/// The fixed fields of a beacon or probe response (9.3.3.2), and its elements.
struct Beacon {
    std::uint64_t timestamp_us = 0;
    std::uint16_t interval_tu = 0;  // of 1,024 microseconds
    std::uint16_t capabilities = 0;
    std::span<const std::byte> elements;
    [[nodiscard]] bool privacy() const { return (capabilities & 0x10) != 0; }
};
[[nodiscard]] std::optional<Beacon> parse_beacon(std::span<const std::byte> body);

/// Of an authentication frame (9.3.3.11).
struct Authentication {
    std::uint16_t algorithm = 0;  // 0 open, 3 SAE
    std::uint16_t transaction = 0;
    std::uint16_t status = 0;
};
[[nodiscard]] std::optional<Authentication> parse_authentication(std::span<const std::byte> body);

/// The status of an association or reassociation response.
[[nodiscard]] std::optional<std::uint16_t> association_status(std::span<const std::byte> body);

/// The reason of a deauthentication or disassociation (9.4.1.7).
[[nodiscard]] std::optional<std::uint16_t> reason_code(std::span<const std::byte> body);

}  // namespace magpie::agent
