#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

#include <boost/asio/ip/address_v4.hpp>

#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent::uplink_dhcp {

using boost::asio::ip::address_v4;

/// What a client of DHCP says, from port 68 to port 67, in IPv4 and Ethernet: written by us and not by the kernel,
/// which would put the pole's own address before it.
struct Way {
    MacAddress from{};
    MacAddress to{};
    address_v4 source{};  // unspecified: none so far
    address_v4 destination{};
};
[[nodiscard]] std::vector<std::byte> dhcp_frame(const Way& way, std::span<const std::byte> message);

struct DhcpHeard {
    MacAddress from{};
    std::span<const std::byte> message{};
};
/// Of any frame of the line; nothing where it is no UDP to port 68, or is damaged. Checksums are not looked at: between
/// two machines of one host the kernel leaves them out, and who hears us has the line's own.
[[nodiscard]] std::optional<DhcpHeard> heard_dhcp(std::span<const std::byte> frame);

/// Asks whether anybody has `address`, as who has none so far (RFC 5227 2.1.1).
[[nodiscard]] std::vector<std::byte> arp_probe(MacAddress own, const address_v4& address);
/// Whether somebody else says by ARP that he has `address`, or asks for it in the same way (RFC 5227 2.1.1).
[[nodiscard]] bool arp_claims(std::span<const std::byte> frame, MacAddress own, const address_v4& address);

}  // namespace magpie::agent::uplink_dhcp
