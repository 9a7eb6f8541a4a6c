#include "agent/uplink_dhcp/frame.hpp"

#include <gtest/gtest.h>

#include "agent/internet/dhcp.hpp"
#include "agent/internet/network_order.hpp"
#include "agent/internet/packet.hpp"
#include "tests/fakes/packet_payloads.hpp"

namespace magpie::agent::uplink_dhcp {
namespace {

using boost::asio::ip::make_address_v4;
using Bytes = std::vector<std::byte>;

constexpr MacAddress pole{{0x02, 0, 0, 0, 1, 0}};
constexpr MacAddress server{{0x02, 0, 0, 0, 2, 0}};
const auto leased = make_address_v4("10.1.2.3");

std::uint16_t checksum(std::span<const std::byte> bytes, std::uint32_t sum = 0) {
    for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
        sum += number16(bytes, i);
    }
    while (sum > 0xffff) {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return static_cast<std::uint16_t>(sum);
}

Bytes with_ports(std::uint16_t source, std::uint16_t destination) {
    const auto message = fakes::packets::dhcp({.type = DhcpType::offer, .client = pole});
    auto frame = dhcp_frame({.from = server, .to = pole, .destination = leased}, message);
    put16(frame, 34, source);
    put16(frame, 36, destination);
    return frame;
}

TEST(DhcpFrame, IsAPacketThatOthersRead) {
    const Bytes message(300, std::byte{7});
    const auto frame =
        dhcp_frame({.from = pole, .to = server, .source = leased, .destination = make_address_v4("10.1.0.1")}, message);
    const auto packet = parse_packet(frame, frame.size());
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->source, pole);
    EXPECT_EQ(packet->destination, server);
    const auto& udp = std::get<Udp>(packet->content);
    EXPECT_EQ(udp.source_port, 68);
    EXPECT_EQ(udp.destination_port, 67);
    EXPECT_TRUE(std::ranges::equal(udp.payload, message));
    // Sums with their checksum are all ones (RFC 1071), UDP's with its pseudo header.
    const auto ip = std::span(frame).subspan(14, 20);
    EXPECT_EQ(checksum(ip), 0xffff);
    EXPECT_EQ(checksum(std::span(frame).subspan(34), checksum(ip.subspan(12)) + 17U + 308U), 0xffff);
}

TEST(DhcpFrame, OnlyWhatAServerSaysToAClientIsHeard) {
    const auto frame = with_ports(67, 68);
    const auto heard = heard_dhcp(frame);
    ASSERT_TRUE(heard);
    EXPECT_EQ(heard->from, server);
    EXPECT_TRUE(parse_dhcp(heard->message, false));
    EXPECT_FALSE(heard_dhcp(with_ports(68, 67)));
    EXPECT_FALSE(heard_dhcp(with_ports(53, 68)));
    for (std::size_t size = 0; size < frame.size(); ++size) {
        EXPECT_FALSE(heard_dhcp(std::span(frame).first(size))) << size;
    }
}

/// An ARP message as of RFC 826.
Bytes arp(std::uint16_t operation, MacAddress from, std::uint32_t sender, std::uint32_t target) {
    auto frame = arp_probe(from, boost::asio::ip::address_v4(target));
    put16(frame, 14 + 6, operation);
    put32(frame, 14 + 14, sender);
    return frame;
}

TEST(ArpProbe, AsksAsWhoHasNoAddress) {
    const auto frame = arp_probe(pole, leased);
    ASSERT_EQ(frame.size(), 42U);
    EXPECT_EQ(number16(frame, 12), 0x0806);
    EXPECT_EQ(number16(frame, 14 + 6), 1);
    EXPECT_EQ(number32(frame, 14 + 14), 0U);
    EXPECT_EQ(number32(frame, 14 + 24), leased.to_uint());
}

TEST(ArpClaim, IsOfSomebodyElseWhoHasOrWantsTheAddress) {
    const auto address = leased.to_uint();
    EXPECT_TRUE(arp_claims(arp(2, server, address, 0), pole, leased)) << "an answer";
    EXPECT_TRUE(arp_claims(arp(1, server, address, 0x0a010001), pole, leased)) << "he asks for another";
    EXPECT_TRUE(arp_claims(arp(1, server, 0, address), pole, leased)) << "he probes for it, too";
    EXPECT_FALSE(arp_claims(arp(1, server, 0x0a010001, address), pole, leased)) << "he looks for whoever has it";
    EXPECT_FALSE(arp_claims(arp(2, server, 0x0a010001, address), pole, leased));
    EXPECT_FALSE(arp_claims(arp(1, pole, 0, address), pole, leased)) << "that is us";
    EXPECT_FALSE(arp_claims(arp(3, server, address, 0), pole, leased)) << "RARP";
    const auto claim = arp(2, server, address, 0);
    for (std::size_t size = 0; size < claim.size(); ++size) {
        EXPECT_FALSE(arp_claims(std::span(claim).first(size), pole, leased)) << size;
    }
    auto other = claim;
    put16(other, 12, 0x0800);
    EXPECT_FALSE(arp_claims(other, pole, leased));
}

}  // namespace
}  // namespace magpie::agent::uplink_dhcp
