#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <tl/expected.hpp>

#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

enum class DhcpType : std::uint8_t {  // RFC 2132 9.6
    discover = 1,
    offer = 2,
    request = 3,
    decline = 4,
    ack = 5,
    nak = 6,
    release = 7,
    inform = 8
};

/// A DHCPv4 message (RFC 2131), as far as a connection's course needs it.
struct Dhcp {
    DhcpType type{};
    std::uint32_t transaction = 0;
    MacAddress client{};
    bool has_portal_uri = false;  // option 114, if it names one (RFC 8910)
};

inline constexpr std::uint16_t dhcp_server_port = 67;
inline constexpr std::uint16_t dhcp_client_port = 68;

/// `payload` of UDP, perhaps cut: an options field that is cut is read as far as it goes, one that overruns what was
/// not cut is an error (`dhcp`), as is a message without its type. Options begin at byte 282 of an Ethernet frame: a
/// capture that keeps less sees no DHCP. `cut`: the capture is shorter than the packet.
[[nodiscard]] tl::expected<Dhcp, capture::BadFrame> parse_dhcp(std::span<const std::byte> payload, bool cut);

}  // namespace magpie::agent
