#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <variant>

#include <tl/expected.hpp>

#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// An IP address: of version 4 the first four bytes, the rest 0. Nothing turns it into text.
struct IpAddress {
    std::array<std::uint8_t, 16> bytes{};
    bool v6 = false;
    friend auto operator<=>(const IpAddress&, const IpAddress&) = default;
};

struct Udp {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::span<const std::byte> payload;  // as captured
    bool cut = false;                    // there is more: the capture ended, or it is the first fragment
};

struct Tcp {
    std::uint16_t source_port = 0;
    std::uint16_t destination_port = 0;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    bool syn = false;
    bool ack = false;
    bool fin = false;
    bool rst = false;
    std::uint32_t payload_length = 0;    // on the line, also where the capture cut it
    std::span<const std::byte> payload;  // as captured
};

/// EAPOL (IEEE 802.1X-2020 11.3): the 4-way handshake by its message, EAP by its code.
struct Eapol {
    std::uint8_t key_message = 0;  // 1 to 4 of the 4-way handshake (IEEE 802.11-2020 12.7.6); 0: none of them
    std::uint8_t eap_code = 0;     // 1 request, 2 response, 3 success, 4 failure (RFC 3748); 0: no EAP packet
    std::uint64_t replay_counter = 0;
};

struct NothingMore {};

/// A packet of an Ethernet line, as far as Magpie reads it.
struct Packet {
    MacAddress source{};
    MacAddress destination{};
    std::uint16_t ether_type = 0;  // behind at most two VLAN tags
    std::optional<IpAddress> from;
    std::optional<IpAddress> to;
    std::variant<NothingMore, Udp, Tcp, Eapol> content;
};

inline constexpr std::size_t unknown_length = std::numeric_limits<std::size_t>::max();

/// Reads Ethernet II, VLAN (802.1Q, 802.1ad), IPv4, IPv6 with its extension headers, UDP, TCP, EAPOL. `bytes` may be
/// cut at the capture's length. What is well formed and none of these is NothingMore; a fragment behind the first is an
/// error, for it has no ports. `length`: of the frame on the line; without it none who says he is longer is found out,
/// and a packet that does not say how long it is (TSO) is taken to be as long as its capture.
[[nodiscard]] tl::expected<Packet, capture::BadFrame> parse_packet(std::span<const std::byte> bytes,
                                                                   std::size_t length = unknown_length);

/// The same of what stands behind an LLC/SNAP header: the body of an 802.11 data frame that is not encrypted.
/// `length`: of the body in the air.
[[nodiscard]] tl::expected<Packet, capture::BadFrame> parse_snap(std::span<const std::byte> body, MacAddress source,
                                                                 MacAddress destination,
                                                                 std::size_t length = unknown_length);

}  // namespace magpie::agent
