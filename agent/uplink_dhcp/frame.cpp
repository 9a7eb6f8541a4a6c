#include "agent/uplink_dhcp/frame.hpp"

#include <algorithm>
#include <cstdint>
#include <variant>

#include "agent/internet/dhcp.hpp"
#include "agent/internet/network_order.hpp"
#include "agent/internet/packet.hpp"

namespace magpie::agent::uplink_dhcp {

namespace {

using Bytes = std::vector<std::byte>;
using View = std::span<const std::byte>;

constexpr std::size_t ethernet_size = 14;
constexpr std::size_t ip_size = 20;
constexpr std::size_t udp_size = 8;
constexpr std::size_t mac_size = 6;
constexpr std::uint16_t type_ip = 0x0800;
constexpr std::uint16_t type_arp = 0x0806;
constexpr std::uint8_t protocol_udp = 17;

/// RFC 826, from the end of Ethernet's header.
namespace arp {
constexpr std::size_t size = 28;
constexpr std::size_t operation = 6;
constexpr std::size_t sender_hardware = 8;
constexpr std::size_t sender_address = 14;
constexpr std::size_t target_address = 24;
constexpr std::uint32_t ethernet_and_ip = 0x00010800;
constexpr std::uint16_t six_and_four = 0x0604;
constexpr std::uint16_t request = 1;
constexpr std::uint16_t reply = 2;
}  // namespace arp

void put(Bytes& bytes, std::size_t place, MacAddress address) {
    std::ranges::transform(address.bytes, bytes.begin() + static_cast<std::ptrdiff_t>(place),
                           [](std::uint8_t byte) { return std::byte{byte}; });
}

MacAddress mac_at(View bytes, std::size_t place) {
    MacAddress address;
    std::ranges::transform(bytes.subspan(place, mac_size), address.bytes.begin(),
                           [](std::byte byte) { return std::to_integer<std::uint8_t>(byte); });
    return address;
}

Bytes ethernet(MacAddress to, MacAddress from, std::uint16_t type, std::size_t size) {
    Bytes frame(ethernet_size + size);
    put(frame, 0, to);
    put(frame, mac_size, from);
    put16(frame, 2 * mac_size, type);
    return frame;
}

/// The sum of RFC 1071, to be folded; `bytes` may be of an odd number.
std::uint32_t sum_of(View bytes, std::uint32_t sum = 0) {
    for (std::size_t place = 0; place + 1 < bytes.size(); place += 2) {
        sum += number16(bytes, place);
    }
    return bytes.size() % 2 == 0 ? sum : sum + (std::uint32_t{number8(bytes, bytes.size() - 1)} << 8);
}

std::uint16_t folded(std::uint32_t sum) {
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(~sum);
}

}  // namespace

Bytes dhcp_frame(const Way& way, View message) {
    const auto udp_length = udp_size + message.size();
    auto frame = ethernet(way.to, way.from, type_ip, ip_size + udp_length);
    const auto ip = std::span(frame).subspan(ethernet_size, ip_size);
    constexpr std::uint16_t version_and_length = 0x4500;
    constexpr std::uint16_t hops_and_protocol = 64 << 8 | protocol_udp;
    put16(ip, 0, version_and_length);
    put16(ip, 2, static_cast<std::uint16_t>(ip_size + udp_length));
    put16(ip, 8, hops_and_protocol);
    put32(ip, 12, way.source.to_uint());
    put32(ip, 16, way.destination.to_uint());
    put16(ip, 10, folded(sum_of(ip)));

    const auto udp = std::span(frame).subspan(ethernet_size + ip_size);
    put16(udp, 0, dhcp_client_port);
    put16(udp, 2, dhcp_server_port);
    put16(udp, 4, static_cast<std::uint16_t>(udp_length));
    std::ranges::copy(message, udp.begin() + udp_size);
    // With the pseudo header (RFC 768): addresses, protocol, length.
    const auto sum =
        folded(sum_of(udp, sum_of(ip.subspan(12)) + protocol_udp + static_cast<std::uint32_t>(udp_length)));
    put16(udp, 6, sum == 0 ? 0xffff : sum);
    return frame;
}

std::optional<DhcpHeard> heard_dhcp(View frame) {
    const auto packet = parse_packet(frame, frame.size());
    const auto* const udp = packet ? std::get_if<Udp>(&packet->content) : nullptr;
    if (udp == nullptr || udp->cut || udp->destination_port != dhcp_client_port ||
        udp->source_port != dhcp_server_port) {
        return std::nullopt;
    }
    return DhcpHeard{.from = packet->source, .message = udp->payload};
}

Bytes arp_probe(MacAddress own, const address_v4& address) {
    constexpr MacAddress everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};
    auto frame = ethernet(everybody, own, type_arp, arp::size);
    const auto body = std::span(frame).subspan(ethernet_size);
    put32(body, 0, arp::ethernet_and_ip);
    put16(body, 4, arp::six_and_four);
    put16(body, arp::operation, arp::request);
    put(frame, ethernet_size + arp::sender_hardware, own);
    put32(body, arp::target_address, address.to_uint());
    return frame;
}

bool arp_claims(View frame, MacAddress own, const address_v4& address) {
    if (frame.size() < ethernet_size + arp::size || number16(frame, 2 * mac_size) != type_arp) {
        return false;
    }
    const auto body = frame.subspan(ethernet_size);
    const auto operation = number16(body, arp::operation);
    if (number32(body, 0) != arp::ethernet_and_ip || number16(body, 4) != arp::six_and_four ||
        (operation != arp::request && operation != arp::reply) || mac_at(body, arp::sender_hardware) == own) {
        return false;
    }
    const auto sender = number32(body, arp::sender_address);
    const bool probes = operation == arp::request && sender == 0;
    return sender == address.to_uint() || (probes && number32(body, arp::target_address) == address.to_uint());
}

}  // namespace magpie::agent::uplink_dhcp
