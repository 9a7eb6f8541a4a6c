#include "agent/internet/packet.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <variant>
#include <vector>

#include "tests/fakes/packets.hpp"

namespace magpie::agent {
namespace {

using namespace fakes::packets;
using capture::BadFrame;

using Expected = tl::expected<Packet, BadFrame>;

/// What became of a copy of exactly its size, so that a sanitizer sees a byte too far; keeps what its spans are of.
struct Parsed {
    std::unique_ptr<std::byte[]> bytes;
    Expected packet;

    operator const Expected&() const { return packet; }
    explicit operator bool() const { return packet.has_value(); }
    const Packet* operator->() const { return packet.operator->(); }
};

Parsed parse(const Bytes& bytes, std::size_t length = unknown_length) {
    Parsed parsed{std::make_unique<std::byte[]>(bytes.size()), {}};
    std::ranges::copy(bytes, parsed.bytes.get());
    parsed.packet = parse_packet({parsed.bytes.get(), bytes.size()}, length);
    return parsed;
}

Parsed parse(const EtherPayload& payload) {
    return parse(ethernet(phone, gateway, payload));
}

std::optional<BadFrame> why_not(const Expected& packet) {
    return packet ? std::nullopt : std::optional(packet.error());
}

const Udp* udp_of(const Expected& packet) {
    return packet ? std::get_if<Udp>(&packet->content) : nullptr;
}

const Tcp* tcp_of(const Expected& packet) {
    return packet ? std::get_if<Tcp>(&packet->content) : nullptr;
}

bool is_nothing_more(const Expected& packet) {
    return packet && std::holds_alternative<NothingMore>(packet->content);
}

bool same(std::span<const std::byte> left, std::span<const std::byte> right) {
    return std::ranges::equal(left, right);
}

const Bytes question = dns({});

// ---- the line

TEST(Packet, TellsWhoSendsToWhom) {
    const auto packet = parse(arp());
    ASSERT_TRUE(packet);
    EXPECT_EQ(packet->source, phone);
    EXPECT_EQ(packet->destination, gateway);
    EXPECT_EQ(packet->ether_type, 0x0806);
    EXPECT_FALSE(packet->from);
    EXPECT_TRUE(is_nothing_more(packet));
}

TEST(Packet, ShorterThanEthernetIsRefused) {
    const auto whole = ethernet(phone, gateway, arp());
    for (std::size_t size = 0; size < 14; ++size) {
        EXPECT_EQ(why_not(parse(cut(whole, size))), BadFrame::ethernet_short) << size;
    }
    EXPECT_TRUE(is_nothing_more(parse(cut(whole, 14))));
}

TEST(Packet, LengthOf8023IsNoEtherType) {
    const auto packet = parse(EtherPayload{0x0026, Bytes(38)});
    ASSERT_TRUE(is_nothing_more(packet));
    EXPECT_EQ(packet->ether_type, 0);
}

TEST(Packet, IsReadBehindTwoTags) {
    const auto inner = ipv4({}, udp(50'000, 53, question));
    for (const auto& tagged : {vlan(7, inner), vlan(7, inner, tag_8021ad), vlan(3, vlan(7, inner), tag_8021ad),
                               vlan(3, vlan(7, inner, tag_8021ad))}) {
        const auto packet = parse(tagged);
        const auto* const udp = udp_of(packet);
        ASSERT_TRUE(udp);
        EXPECT_EQ(packet->ether_type, 0x0800);
        EXPECT_EQ(udp->destination_port, 53);
        EXPECT_TRUE(same(udp->payload, question));
    }
}

TEST(Packet, OfThreeTagsIsRefused) {
    auto tagged = ipv4({}, udp(50'000, 53, question));
    for (unsigned tags = 0; tags < 3; ++tags) {
        tagged = vlan(tags, tagged);
    }
    EXPECT_EQ(why_not(parse(tagged)), BadFrame::vlan_depth);
    for (unsigned tags = 0; tags < 1000; ++tags) {
        tagged = vlan(tags, tagged, tag_8021ad);
    }
    EXPECT_EQ(why_not(parse(tagged)), BadFrame::vlan_depth);
}

TEST(Packet, CutWithinItsTagIsRefused) {
    const auto whole = ethernet(phone, gateway, vlan(7, vlan(8, arp())));
    EXPECT_EQ(why_not(parse(cut(whole, 14))), BadFrame::ethernet_short);
    EXPECT_EQ(why_not(parse(cut(whole, 17))), BadFrame::ethernet_short);
    EXPECT_EQ(why_not(parse(cut(whole, 21))), BadFrame::ethernet_short);
    EXPECT_TRUE(is_nothing_more(parse(cut(whole, 22))));
}

// ---- IPv4

TEST(Packet, OfIpv4HasItsAddresses) {
    const auto packet = parse(ipv4({.from = {192, 0, 2, 1}, .to = {192, 0, 2, 9}}, IpPayload{1, Bytes(8)}));
    ASSERT_TRUE(is_nothing_more(packet));
    const IpAddress from{{192, 0, 2, 1}, false};
    const IpAddress to{{192, 0, 2, 9}, false};
    EXPECT_EQ(packet->from, from);
    EXPECT_EQ(packet->to, to);
}

TEST(Packet, OfIpv4IsReadBehindOptions) {
    const auto packet = parse(ipv4({.options = Bytes(40)}, udp(50'000, 53, question)));
    const auto* const udp = udp_of(packet);
    ASSERT_TRUE(udp);
    EXPECT_TRUE(same(udp->payload, question));
}

TEST(Packet, OfIpv4HeaderThatCannotBeIsRefused) {
    const auto datagram = udp(50'000, 53, question);
    for (const auto first_byte : std::initializer_list<std::uint8_t>{0x00, 0x35, 0x65, 0x40, 0x44, 0xf5}) {
        EXPECT_EQ(why_not(parse(ipv4({.first_byte = first_byte}, datagram))), BadFrame::ip_header) << +first_byte;
    }
    // A header that is longer than the packet, as it is and as it says.
    EXPECT_EQ(why_not(parse(ipv4({.first_byte = 0x4f}, udp(1, 2, {})))), BadFrame::ip_header);
    EXPECT_EQ(why_not(parse(ipv4({.total_length = 19}, datagram))), BadFrame::ip_header);
    EXPECT_EQ(why_not(parse(ipv4({.options = Bytes(8), .total_length = 27}, datagram))), BadFrame::ip_header);
    const auto whole = ethernet(phone, gateway, ipv4({.options = Bytes(8)}, datagram));
    for (std::size_t size = 14; size < 14 + 28; ++size) {
        EXPECT_EQ(why_not(parse(cut(whole, size))), BadFrame::ip_header) << size;
    }
}

TEST(Packet, EndsWhereIpSaysAndNotWithThePaddingOfTheLine) {
    auto bytes = ethernet(phone, gateway, ipv4({}, tcp({.ack = true})));
    put_zeroes(bytes, 6);
    const auto packet = parse(bytes);
    const auto* const tcp = tcp_of(packet);
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->payload_length, 0U);
    EXPECT_TRUE(tcp->payload.empty());
}

TEST(Packet, WithoutTotalLengthIsAsLongAsItsCapture) {
    const auto packet = parse(ipv4({.total_length = 0}, tcp({.ack = true}, Bytes(1000))));
    const auto* const tcp = tcp_of(packet);
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->payload_length, 1000U);

    const auto whole = ethernet(phone, gateway, ipv4({.total_length = 0}, udp(50'000, 53, Bytes(1000))));
    const auto cut_packet = parse(cut(whole, 256));
    const auto* const udp = udp_of(cut_packet);
    ASSERT_TRUE(udp);
    EXPECT_EQ(udp->payload.size(), 256U - 42);
    EXPECT_TRUE(udp->cut);
}

TEST(Packet, WithoutTotalLengthIsAsLongAsItsFrameWhereThatIsKnown) {
    const auto whole = ethernet(phone, gateway, ipv4({.total_length = 0}, tcp({.ack = true}, Bytes(60'000))));
    const auto packet = parse(cut(whole, 256), whole.size());
    const auto* const tcp = tcp_of(packet);
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->payload_length, 60'000U);
    EXPECT_EQ(tcp->payload.size(), 256U - 54);
}

TEST(Packet, ThatSaysItIsLongerThanItsFrameIsRefusedWhereThatIsKnown) {
    const auto segment = tcp({.ack = true}, Bytes(10));
    for (const auto& lie : {ipv4({.total_length = 51}, segment), vlan(7, ipv4({.total_length = 0xffff}, segment)),
                            ipv6({.payload_length = 31}, segment)}) {
        const auto bytes = ethernet(phone, gateway, lie);
        EXPECT_EQ(why_not(parse(bytes, bytes.size())), BadFrame::ip_header);
        EXPECT_TRUE(tcp_of(parse(bytes)));
        EXPECT_EQ(why_not(parse_snap(snap(lie), phone, gateway, snap(lie).size())), BadFrame::ip_header);
    }
    for (const auto& truth : {ipv4({}, segment), vlan(7, ipv4({}, segment)), ipv6({}, segment)}) {
        const auto bytes = ethernet(phone, gateway, truth);
        EXPECT_TRUE(tcp_of(parse(bytes, bytes.size())));
        EXPECT_TRUE(tcp_of(parse(bytes, bytes.size() + 18))) << "padding that was not captured";
        EXPECT_TRUE(tcp_of(parse(bytes, 0))) << "a frame is no shorter than its bytes";
    }
    auto request = eap(1);
    set16(request.bytes, 2, 5);
    const auto bytes = ethernet(phone, gateway, request);
    EXPECT_EQ(why_not(parse(bytes, bytes.size())), BadFrame::eapol);
    EXPECT_TRUE(parse(bytes));
}

TEST(Packet, OfALaterFragmentIsRefused) {
    for (const auto fragment : std::initializer_list<std::uint16_t>{0x0001, 0x2001, 0x1fff, 0x3fff, 0x4001}) {
        EXPECT_EQ(why_not(parse(ipv4({.fragment = fragment}, udp(50'000, 53, question)))), BadFrame::fragment)
            << fragment;
    }
}

TEST(Packet, OfTheFirstFragmentHasPortsAndIsCut) {
    const auto packet = parse(ipv4({.fragment = more_fragments}, udp(50'000, 53, question, std::uint16_t{8 + 1400})));
    const auto* const udp = udp_of(packet);
    ASSERT_TRUE(udp);
    EXPECT_EQ(udp->source_port, 50'000);
    EXPECT_TRUE(same(udp->payload, question));
    EXPECT_TRUE(udp->cut);
}

TEST(Packet, ThatMustNotBeFragmentedIsNone) {
    constexpr std::uint16_t do_not_fragment = 0x4000;
    EXPECT_TRUE(udp_of(parse(ipv4({.fragment = do_not_fragment}, udp(50'000, 53, question)))));
}

// ---- IPv6

TEST(Packet, OfIpv6HasItsAddresses) {
    const Ipv6Header header;
    const auto packet = parse(ipv6(header, udp(50'000, 53, question)));
    ASSERT_TRUE(udp_of(packet));
    const IpAddress from{header.from, true};
    const IpAddress to{header.to, true};
    EXPECT_EQ(packet->from, from);
    EXPECT_EQ(packet->to, to);
    EXPECT_TRUE(same(udp_of(packet)->payload, question));
}

TEST(Packet, OfIpv6IsReadBehindExtensionHeaders) {
    const auto packet =
        parse(ipv6({.extensions = {{0}, {60}, {43, Bytes(22)}, ipv6_fragment(0, false), {60, Bytes(14)}}},
                   tcp({.sequence = 77, .syn = true}, Bytes(5))));
    const auto* const tcp = tcp_of(packet);
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->sequence, 77U);
    EXPECT_EQ(tcp->payload_length, 5U);
}

TEST(Packet, OfIpv6HasAtMostEightExtensionHeaders) {
    std::vector<Extension> extensions(8, Extension{60});
    EXPECT_TRUE(udp_of(parse(ipv6({.extensions = extensions}, udp(50'000, 53, question)))));
    extensions.push_back({60});
    EXPECT_EQ(why_not(parse(ipv6({.extensions = extensions}, udp(50'000, 53, question)))), BadFrame::ip_header);
    extensions.assign(1000, Extension{0});
    EXPECT_EQ(why_not(parse(ipv6({.extensions = extensions}, udp(50'000, 53, question)))), BadFrame::ip_header);
}

TEST(Packet, OfIpv6WithNoNextHeaderIsNothingMore) {
    constexpr std::uint8_t no_next_header = 59;
    EXPECT_TRUE(is_nothing_more(parse(ipv6({}, IpPayload{no_next_header}))));
    EXPECT_TRUE(is_nothing_more(parse(ipv6({.extensions = {{0}}}, IpPayload{no_next_header, Bytes(3)}))));
}

TEST(Packet, OfIpv6WithWhatNobodyReadsIsNothingMore) {
    constexpr std::uint8_t icmp = 58;
    constexpr std::uint8_t esp = 50;
    EXPECT_TRUE(is_nothing_more(parse(ipv6({.extensions = {{0}}}, IpPayload{icmp, Bytes(16)}))));
    EXPECT_TRUE(is_nothing_more(parse(ipv6({}, IpPayload{esp, Bytes(16)}))));
}

TEST(Packet, OfIpv6HeaderThatCannotBeIsRefused) {
    const auto whole = ethernet(phone, gateway, ipv6({}, udp(50'000, 53, question)));
    for (std::size_t size = 14; size < 14 + 40; ++size) {
        EXPECT_EQ(why_not(parse(cut(whole, size))), BadFrame::ip_header) << size;
    }
    auto other_version = whole;
    other_version[14] = std::byte{0x45};
    EXPECT_EQ(why_not(parse(other_version)), BadFrame::ip_header);
}

TEST(Packet, OfAnExtensionHeaderPastItsEndIsRefused) {
    // Past what IP says.
    EXPECT_EQ(why_not(parse(ipv6({.extensions = {{0}}, .payload_length = 7}, udp(1, 2, {})))), BadFrame::ip_header);
    EXPECT_EQ(why_not(parse(ipv6({.extensions = {{60, Bytes(14)}}, .payload_length = 15}, udp(1, 2, {})))),
              BadFrame::ip_header);
    // Past what was captured: the ports are not there.
    const auto whole = ethernet(phone, gateway, ipv6({.extensions = {{60, Bytes(254)}}}, udp(1, 2, {})));
    EXPECT_EQ(why_not(parse(cut(whole, 60))), BadFrame::transport_short);
    EXPECT_EQ(why_not(parse(cut(whole, 256))), BadFrame::transport_short);
}

TEST(Packet, OfIpv6FragmentsHasPortsInTheFirstOnly) {
    const auto datagram = udp(50'000, 53, question, std::uint16_t{8 + 1400});
    const auto first = parse(ipv6({.extensions = {ipv6_fragment(0, true)}}, datagram));
    ASSERT_TRUE(udp_of(first));
    EXPECT_TRUE(udp_of(first)->cut);
    EXPECT_EQ(why_not(parse(ipv6({.extensions = {ipv6_fragment(1, true)}}, datagram))), BadFrame::fragment);
    EXPECT_EQ(why_not(parse(ipv6({.extensions = {{0}, ipv6_fragment(8191, false)}}, datagram))), BadFrame::fragment);
}

TEST(Packet, OfIpv6WithoutPayloadLengthIsAsLongAsItsCapture) {
    const auto packet = parse(ipv6({.extensions = {{0}}, .payload_length = 0}, tcp({.ack = true}, Bytes(1000))));
    const auto* const tcp = tcp_of(packet);
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->payload_length, 1000U);
}

// ---- UDP

TEST(Packet, OfUdpEndsWithItsOwnLength) {
    // Behind a datagram that is shorter than its packet stands nothing of it.
    const auto packet = parse(ipv4({}, udp(50'000, 53, Bytes(20), std::uint16_t{8 + 12})));
    ASSERT_TRUE(udp_of(packet));
    EXPECT_EQ(udp_of(packet)->payload.size(), 12U);
    EXPECT_FALSE(udp_of(packet)->cut);
}

TEST(Packet, OfUdpMayBeEmpty) {
    const auto packet = parse(ipv4({}, udp(50'000, 53, {})));
    ASSERT_TRUE(udp_of(packet));
    EXPECT_TRUE(udp_of(packet)->payload.empty());
}

TEST(Packet, OfUdpWhoseLengthCannotBeIsRefused) {
    for (const auto length : std::initializer_list<std::uint16_t>{0, 7, 8 + 21, 65'535}) {
        EXPECT_EQ(why_not(parse(ipv4({}, udp(50'000, 53, Bytes(20), length)))), BadFrame::transport_short) << length;
    }
    const auto whole = ethernet(phone, gateway, ipv4({}, udp(50'000, 53, {})));
    for (std::size_t size = 34; size < 42; ++size) {
        EXPECT_EQ(why_not(parse(cut(whole, size))), BadFrame::transport_short) << size;
    }
}

// ---- TCP

TEST(Packet, OfTcpIsReadWhole) {
    const Bytes payload = text("GET / HTTP/1.1\r\n");
    const auto packet = parse(ipv4({}, tcp({.source_port = 50'123,
                                            .destination_port = 80,
                                            .sequence = 0xfedcba98,
                                            .acknowledgement = 0x01234567,
                                            .ack = true,
                                            .options = Bytes(12)},
                                           payload)));
    const auto* const tcp = tcp_of(packet);
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->source_port, 50'123);
    EXPECT_EQ(tcp->destination_port, 80);
    EXPECT_EQ(tcp->sequence, 0xfedcba98);
    EXPECT_EQ(tcp->acknowledgement, 0x01234567U);
    EXPECT_TRUE(tcp->ack && !tcp->syn && !tcp->fin && !tcp->rst);
    EXPECT_EQ(tcp->payload_length, payload.size());
    EXPECT_TRUE(same(tcp->payload, payload));
}

TEST(Packet, OfTcpHasItsFlags) {
    const auto flags = [](const TcpHeader& header) {
        const auto packet = parse(ipv4({}, tcp(header)));
        const auto* const tcp = tcp_of(packet);
        return tcp ? std::vector{tcp->syn, tcp->ack, tcp->fin, tcp->rst} : std::vector<bool>{};
    };
    EXPECT_EQ(flags({.syn = true}), (std::vector{true, false, false, false}));
    EXPECT_EQ(flags({.syn = true, .ack = true}), (std::vector{true, true, false, false}));
    EXPECT_EQ(flags({.ack = true, .fin = true}), (std::vector{false, true, true, false}));
    EXPECT_EQ(flags({.rst = true}), (std::vector{false, false, false, true}));
}

TEST(Packet, OfNineThousandBytesCutAt256KnowsHowLongItWas) {
    const auto whole = ethernet(phone, gateway, ipv4({}, tcp({.ack = true, .options = Bytes(12)}, Bytes(8948))));
    ASSERT_EQ(whole.size(), 14U + 9000);
    const auto kept = cut(whole, 256);
    const auto packet = parse(kept);
    const auto* const tcp = tcp_of(packet);
    ASSERT_TRUE(tcp);
    EXPECT_EQ(tcp->payload_length, 8948U);
    EXPECT_EQ(tcp->payload.size(), 256U - 14 - 20 - 32);
}

TEST(Packet, OfTcpCutWithinItsOptionsHasNoPayload) {
    const auto whole = ethernet(phone, gateway, ipv4({}, tcp({.syn = true, .options = Bytes(40)}, Bytes(10))));
    const auto kept = cut(whole, 14 + 20 + 20);
    const auto packet = parse(kept);
    const auto* const tcp = tcp_of(packet);
    ASSERT_TRUE(tcp);
    EXPECT_TRUE(tcp->syn);
    EXPECT_EQ(tcp->payload_length, 10U);
    EXPECT_TRUE(tcp->payload.empty());
}

TEST(Packet, OfTcpHeaderThatCannotBeIsRefused) {
    for (const auto data_offset : std::initializer_list<std::uint8_t>{0, 4, 8, 15}) {
        EXPECT_EQ(why_not(parse(ipv4({}, tcp({.data_offset = data_offset}, Bytes(8))))), BadFrame::transport_short)
            << +data_offset;
    }
    const auto whole = ethernet(phone, gateway, ipv4({}, tcp({})));
    for (std::size_t size = 34; size < 54; ++size) {
        EXPECT_EQ(why_not(parse(cut(whole, size))), BadFrame::transport_short) << size;
    }
}

// ---- 802.11

TEST(Snap, IsReadAsThePacketItCarries) {
    for (const bool bridge_tunnel : {false, true}) {
        auto body = snap(ipv4({}, udp(68, 67, dhcp({}))));
        body[5] = bridge_tunnel ? std::byte{0xf8} : std::byte{0};
        const auto packet = parse_snap(body, phone, gateway);
        ASSERT_TRUE(udp_of(packet));
        EXPECT_EQ(packet->source, phone);
        EXPECT_EQ(packet->destination, gateway);
        EXPECT_EQ(packet->ether_type, 0x0800);
        EXPECT_EQ(udp_of(packet)->destination_port, 67);
    }
}

TEST(Snap, CarriesEapol) {
    const auto body = snap(eapol_key(2, 9));
    const auto packet = parse_snap(body, phone, gateway);
    ASSERT_TRUE(packet);
    const auto* const eapol = std::get_if<Eapol>(&packet->content);
    ASSERT_TRUE(eapol);
    EXPECT_EQ(eapol->key_message, 2);
}

TEST(Snap, OfAnotherOrganisationOrServiceIsNothingMore) {
    const auto whole = snap(ipv4({}, udp(68, 67, dhcp({}))));
    for (const std::size_t place : {0, 1, 2, 3, 4, 5}) {
        auto other = whole;
        other[place] ^= std::byte{0x42};
        const auto packet = parse_snap(other, phone, gateway);
        ASSERT_TRUE(is_nothing_more(packet)) << place;
        EXPECT_EQ(packet->ether_type, 0);
    }
}

TEST(Snap, ShorterThanItsHeaderIsRefused) {
    const auto whole = snap(arp());
    for (std::size_t size = 0; size < 8; ++size) {
        EXPECT_EQ(why_not(parse_snap(std::span(whole).first(size), phone, gateway)), BadFrame::frame_short) << size;
    }
}

TEST(Packet, CutAnywhereIsReadAsFarOrRefused) {
    for (const auto& payload :
         {vlan(7, ipv4({.options = Bytes(4)}, udp(68, 67, dhcp({})))),
          ipv4({}, tcp({.syn = true, .options = Bytes(8)})),
          ipv6({.extensions = {{0}, ipv6_fragment(0, true)}}, udp(53, 53, dns({.response = true, .answers = 2}))),
          eapol_key(3, 1), eap(1, 1, Bytes(20))}) {
        const auto whole = ethernet(phone, gateway, payload);
        ASSERT_TRUE(parse(whole));
        bool read = false;
        for (std::size_t size = 0; size < whole.size(); ++size) {
            const auto packet = parse(cut(whole, size));
            // What could be read of less can be read of more.
            EXPECT_TRUE(!read || packet) << size;
            read = packet && !is_nothing_more(packet);
        }
    }
}

}  // namespace
}  // namespace magpie::agent
