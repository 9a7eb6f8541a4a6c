#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <tl/expected.hpp>

#include "wire/stamp/timestamp.hpp"

namespace magpie::stamp {

/// UDP (RFC 8762 §4.1).
inline constexpr std::uint16_t default_port = 862;

/// Which of the two layouts a session uses; both ends are told.
enum class Mode : std::uint8_t { open, authenticated };

/// Octets of a packet before its TLVs (RFC 8762 §4.2, §4.3).
[[nodiscard]] constexpr std::size_t base_size(Mode mode) {
    return mode == Mode::open ? 44 : 112;
}
/// Where the two octets of the SSID stand, in packets of both directions.
[[nodiscard]] constexpr std::size_t ssid_offset(Mode mode) {
    return mode == Mode::open ? 14 : 26;
}
/// The last octets of an authenticated base: HMAC over all before.
inline constexpr std::size_t mac_offset = 96;
inline constexpr std::size_t mac_size = 16;

/// A reply of 38 octets is all some peers of TWAMP Light give: RFC 8762's without what follows the sender's error
/// estimate. Taken in open mode.
inline constexpr std::size_t least_reply = 38;

/// What a Session-Sender says.
struct TestPacket {
    std::uint32_t sequence = 0;
    std::uint64_t timestamp = 0;  // T1
    ErrorEstimate error{};
    std::uint16_t ssid = 0;  // 0: none, as of a peer without RFC 8972
    bool operator==(const TestPacket&) const = default;
};

/// What a Session-Reflector answers.
struct Reflection {
    std::uint32_t sequence = 0;   // its own count where it is stateful, the sender's else
    std::uint64_t timestamp = 0;  // T3
    ErrorEstimate error{};
    std::uint16_t ssid = 0;
    std::uint64_t received = 0;  // T2
    std::uint32_t sender_sequence = 0;
    std::uint64_t sender_timestamp = 0;  // T1
    std::uint16_t sender_error = 0;      // as it came
    std::optional<std::uint8_t> ttl;     // of the test packet when it arrived; a short reply has none
    bool operator==(const Reflection&) const = default;
};

/// Why a datagram is no packet.
enum class PacketError : std::uint8_t {
    truncated,  // shorter than the packet
    corrupt,    // a multiplier of 0
    no_time,    // a timestamp that is 0 or none of its format
    last = no_time,
};

[[nodiscard]] tl::expected<TestPacket, PacketError> decode_test_packet(std::span<const std::byte> datagram, Mode mode);
[[nodiscard]] tl::expected<Reflection, PacketError> decode_reflection(std::span<const std::byte> datagram, Mode mode);

/// Writes the first base_size(mode) octets of `datagram`, which has as many; a HMAC is left 0.
void encode(const TestPacket& packet, Mode mode, std::span<std::byte> datagram);
void encode(const Reflection& packet, Mode mode, std::span<std::byte> datagram);

}  // namespace magpie::stamp
