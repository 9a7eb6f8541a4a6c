// Packets of the wired side, and what 802.11 carries of them: bytes of whoever has an address.

#include <span>
#include <variant>

#include "agent/internet/dhcp.hpp"
#include "agent/internet/dns.hpp"
#include "agent/internet/packet.hpp"
#include "tests/fuzz/fuzzer.hpp"

namespace {

using namespace magpie::agent;
using magpie::capture::BadFrame;
using magpie::fuzz::require;
using Bytes = std::span<const std::byte>;
using Parsed = tl::expected<Packet, BadFrame>;

void check_dhcp(Bytes payload) {
    const auto whole = parse_dhcp(payload, false);
    const auto part = parse_dhcp(payload, true);
    require(part || part.error() == BadFrame::dhcp, "of DHCP");
    require(!whole || part, "what is whole is no worse for being taken as cut");
    require(!whole || (whole->type == part->type && whole->transaction == part->transaction), "and says the same");
    require(!part || (part->type >= DhcpType::discover && part->type <= DhcpType::inform), "a type of RFC 2132");
    require(!part || payload.size() > 240, "a type needs its bytes");
}

void check_dns(Bytes payload) {
    const auto whole = parse_dns(payload, false);
    const auto part = parse_dns(payload, true);
    require(part || part.error() == BadFrame::dns, "of DNS");
    require(!whole || part, "what is whole is no worse for being taken as cut");
    require(!part || (part->opcode < 16 && part->code < 16), "four bits each");
    require(!whole || whole->questions <= payload.size() / 5, "a question needs its bytes");
    require(!whole || whole->truncated || whole->answers <= payload.size() / 11, "an answer needs its bytes");
}

void check(const NothingMore& /*nothing*/, Bytes /*all*/) {}

void check_within(Bytes part, Bytes all) {
    require(part.empty() || (part.data() >= all.data() && part.data() + part.size() <= all.data() + all.size()),
            "a payload is of the packet");
}

void check(const Udp& udp, Bytes all) {
    check_within(udp.payload, all);
    for (const auto port : {udp.source_port, udp.destination_port}) {
        if (port == dhcp_server_port || port == dhcp_client_port) {
            check_dhcp(udp.payload);
        } else if (port == dns_port) {
            check_dns(udp.payload);
        }
    }
}

void check(const Tcp& tcp, Bytes all) {
    check_within(tcp.payload, all);
    require(tcp.payload.size() <= tcp.payload_length, "no more is captured than there is");
}

void check(const Eapol& eapol, Bytes /*all*/) {
    require(eapol.key_message <= 4 && eapol.eap_code <= 4, "a message there is");
    require(eapol.key_message == 0 || eapol.eap_code == 0, "a key is not EAP");
}

void check(const Parsed& packet, Bytes all) {
    if (!packet) {
        require(packet.error() >= BadFrame::frame_short && packet.error() <= BadFrame::eapol, "a reason of packets");
        require(packet.error() != BadFrame::dhcp && packet.error() != BadFrame::dns, "nobody has looked so far");
        return;
    }
    require(packet->from.has_value() == packet->to.has_value(), "both addresses or none");
    std::visit([&](const auto& content) { check(content, all); }, packet->content);
}

/// What was read of a part stands in the whole as well.
void check_part(const Parsed& part, const Parsed& whole) {
    if (!part || std::holds_alternative<NothingMore>(part->content)) {
        return;
    }
    require(whole && whole->content.index() == part->content.index(), "more bytes make no other packet");
    if (const auto* const udp = std::get_if<Udp>(&part->content)) {
        const auto& more = std::get<Udp>(whole->content);
        require(udp->source_port == more.source_port && udp->destination_port == more.destination_port, "its ports");
        require(udp->payload.size() <= more.payload.size(), "its payload");
    } else if (const auto* const tcp = std::get_if<Tcp>(&part->content)) {
        const auto& more = std::get<Tcp>(whole->content);
        require(tcp->sequence == more.sequence && tcp->syn == more.syn, "its sequence");
        require(tcp->payload_length <= more.payload_length, "its length");
    }
}

}  // namespace

MAGPIE_FUZZER(bytes) {
    const auto all = std::as_bytes(std::span(bytes));
    const auto half = all.first(all.size() / 2);

    const auto packet = parse_packet(all);
    check(packet, all);
    check_part(parse_packet(half), packet);

    const auto body = parse_snap(all, {}, {});
    check(body, all);
    check_part(parse_snap(half, {}, {}), body);

    // Who knows the frame's length is told no other packet, and refuses more.
    check(parse_packet(half, all.size()), half);
    check_part(parse_packet(half, half.size()), packet);
    check_part(parse_packet(all, all.size()), packet);

    // Also as they are: few bytes come through all that stands before.
    check_dhcp(all);
    check_dns(all);
}
