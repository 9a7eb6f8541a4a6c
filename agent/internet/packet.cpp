#include "agent/internet/packet.hpp"

#include <algorithm>
#include <cstring>

#include "agent/internet/eapol.hpp"
#include "agent/internet/network_order.hpp"

namespace magpie::agent {

namespace {

using capture::BadFrame;

constexpr std::size_t ethernet_size = 14;
constexpr std::size_t tag_size = 4;
constexpr std::size_t most_tags = 2;
constexpr std::size_t snap_size = 8;

constexpr std::uint16_t type_ipv4 = 0x0800;
constexpr std::uint16_t type_8021q = 0x8100;
constexpr std::uint16_t type_8021ad = 0x88a8;
constexpr std::uint16_t type_ipv6 = 0x86dd;
constexpr std::uint16_t type_eapol = 0x888e;
/// Below it stands the length of an 802.3 frame.
constexpr std::uint16_t first_ether_type = 0x0600;

constexpr std::size_t ipv4_size = 20;
constexpr std::size_t ipv6_size = 40;
/// Hop-by-hop, routing, fragment, destination; also the size of a fragment header.
constexpr std::size_t extension_size = 8;
constexpr std::size_t most_extensions = 8;
constexpr std::size_t udp_size = 8;
constexpr std::size_t tcp_size = 20;

// Protocol numbers of IANA.
constexpr std::uint8_t protocol_hop_by_hop = 0;
constexpr std::uint8_t protocol_tcp = 6;
constexpr std::uint8_t protocol_udp = 17;
constexpr std::uint8_t protocol_routing = 43;
constexpr std::uint8_t protocol_fragment = 44;
constexpr std::uint8_t protocol_destination = 60;

using Read = tl::expected<void, BadFrame>;

tl::unexpected<BadFrame> refused(BadFrame why) {
    return tl::unexpected(why);
}

/// What is left to read of a packet.
struct Rest {
    std::span<const std::byte> bytes;  // as captured
    std::size_t length = 0;            // on the line, or unknown_length

    [[nodiscard]] bool length_is_known() const { return length != unknown_length; }
    void take(std::size_t size) {
        bytes = bytes.subspan(size);
        length -= length_is_known() ? size : 0;
    }
};

/// What IP carries.
struct Carried {
    std::uint8_t protocol = 0;
    Rest rest;  // without the padding of the line
    bool first_fragment = false;
};

IpAddress address(std::span<const std::byte> bytes, bool v6) {
    IpAddress address;
    address.v6 = v6;
    std::memcpy(address.bytes.data(), bytes.data(), bytes.size());
    return address;
}

Read read_udp(const Carried& carried, Packet& packet) {
    const auto bytes = carried.rest.bytes;
    if (bytes.size() < udp_size) {
        return refused(BadFrame::transport_short);
    }
    const std::size_t length = number16(bytes, 4);
    if (length < udp_size || (!carried.first_fragment && length > carried.rest.length)) {
        return refused(BadFrame::transport_short);
    }
    auto& udp = packet.content.emplace<Udp>();
    udp.source_port = number16(bytes, 0);
    udp.destination_port = number16(bytes, 2);
    udp.payload = bytes.subspan(udp_size, std::min(length, bytes.size()) - udp_size);
    udp.cut = length > bytes.size();
    return {};
}

Read read_tcp(const Carried& carried, Packet& packet) {
    const auto bytes = carried.rest.bytes;
    if (bytes.size() < tcp_size) {
        return refused(BadFrame::transport_short);
    }
    const auto length = carried.rest.length_is_known() ? carried.rest.length : bytes.size();
    const std::size_t header_size = (number8(bytes, 12) >> 4) * std::size_t{4};
    if (header_size < tcp_size || header_size > length) {
        return refused(BadFrame::transport_short);
    }
    auto& tcp = packet.content.emplace<Tcp>();
    tcp.source_port = number16(bytes, 0);
    tcp.destination_port = number16(bytes, 2);
    tcp.sequence = number32(bytes, 4);
    tcp.acknowledgement = number32(bytes, 8);
    const unsigned flags = number8(bytes, 13);
    tcp.fin = (flags & 0x01) != 0;
    tcp.syn = (flags & 0x02) != 0;
    tcp.rst = (flags & 0x04) != 0;
    tcp.ack = (flags & 0x10) != 0;
    tcp.payload_length = static_cast<std::uint32_t>(length - header_size);
    tcp.payload = bytes.subspan(std::min(header_size, bytes.size()));
    return {};
}

Read read_carried(const Carried& carried, Packet& packet) {
    switch (carried.protocol) {
        case protocol_udp:
            return read_udp(carried, packet);
        case protocol_tcp:
            return read_tcp(carried, packet);
        default:
            return {};
    }
}

/// Ends `rest` where IP says; false where that is beyond the line.
bool end_at(std::size_t length, Rest& rest) {
    if (length > rest.length) {
        return false;
    }
    // What is behind it is padding.
    rest = {rest.bytes.first(std::min(length, rest.bytes.size())), length};
    return true;
}

/// RFC 791 3.1.
Read read_ipv4(Rest rest, Packet& packet) {
    const auto header = rest.bytes;
    if (header.size() < ipv4_size || number8(header, 0) >> 4 != 4) {
        return refused(BadFrame::ip_header);
    }
    const std::size_t header_size = (number8(header, 0) & 0x0fU) * std::size_t{4};
    const std::size_t total = number16(header, 2);
    if (header_size < ipv4_size || header_size > header.size()) {
        return refused(BadFrame::ip_header);
    }
    // 0: the network card is to cut the segments, and to say how long each is.
    if (total != 0 && (total < header_size || !end_at(total, rest))) {
        return refused(BadFrame::ip_header);
    }
    const unsigned fragment = number16(header, 6);
    if ((fragment & 0x1fff) != 0) {
        return refused(BadFrame::fragment);
    }
    packet.from = address(header.subspan(12, 4), false);
    packet.to = address(header.subspan(16, 4), false);
    rest.take(header_size);
    return read_carried({.protocol = number8(header, 9), .rest = rest, .first_fragment = (fragment & 0x2000) != 0},
                        packet);
}

bool is_extension(std::uint8_t protocol) {
    return protocol == protocol_hop_by_hop || protocol == protocol_routing || protocol == protocol_fragment ||
           protocol == protocol_destination;
}

/// Takes one extension header off (RFC 8200 4).
Read take_extension(Carried& carried) {
    auto& rest = carried.rest;
    if (rest.bytes.size() < extension_size) {
        return refused(rest.length < extension_size ? BadFrame::ip_header : BadFrame::transport_short);
    }
    auto size = extension_size;
    if (carried.protocol == protocol_fragment) {
        const unsigned fragment = number16(rest.bytes, 2);
        if (fragment >> 3 != 0) {
            return refused(BadFrame::fragment);
        }
        carried.first_fragment |= (fragment & 1) != 0;
    } else {
        size += number8(rest.bytes, 1) * extension_size;
    }
    if (rest.bytes.size() < size) {
        return refused(rest.length < size ? BadFrame::ip_header : BadFrame::transport_short);
    }
    carried.protocol = number8(rest.bytes, 0);
    rest.take(size);
    return {};
}

Read read_ipv6(Rest rest, Packet& packet) {
    const auto header = rest.bytes;
    if (header.size() < ipv6_size || number8(header, 0) >> 4 != 6) {
        return refused(BadFrame::ip_header);
    }
    const std::size_t length = number16(header, 4);
    // 0: a jumbogram says its length elsewhere (RFC 2675), segments that the network card is to cut say none.
    if (length != 0 && !end_at(ipv6_size + length, rest)) {
        return refused(BadFrame::ip_header);
    }
    packet.from = address(header.subspan(8, 16), true);
    packet.to = address(header.subspan(24, 16), true);
    rest.take(ipv6_size);
    Carried carried{.protocol = number8(header, 6), .rest = rest};
    for (std::size_t extensions = 0; is_extension(carried.protocol); ++extensions) {
        if (extensions == most_extensions) {
            return refused(BadFrame::ip_header);
        }
        if (auto taken = take_extension(carried); !taken) {
            return taken;
        }
    }
    return read_carried(carried, packet);
}

Read read_eapol(const Rest& rest, Packet& packet) {
    const auto eapol = parse_eapol(rest.bytes, rest.length);
    if (!eapol) {
        return refused(eapol.error());
    }
    packet.content = *eapol;
    return {};
}

/// `rest` begins behind the EtherType that `packet` has.
Read read_ether_payload(Rest rest, Packet& packet) {
    for (std::size_t tags = 0; packet.ether_type == type_8021q || packet.ether_type == type_8021ad; ++tags) {
        if (tags == most_tags) {
            return refused(BadFrame::vlan_depth);
        }
        if (rest.bytes.size() < tag_size) {
            return refused(BadFrame::ethernet_short);
        }
        packet.ether_type = number16(rest.bytes, 2);
        rest.take(tag_size);
    }
    switch (packet.ether_type) {
        case type_ipv4:
            return read_ipv4(rest, packet);
        case type_ipv6:
            return read_ipv6(rest, packet);
        case type_eapol:
            return read_eapol(rest, packet);
        default:
            if (packet.ether_type < first_ether_type) {
                packet.ether_type = 0;
            }
            return {};
    }
}

tl::expected<Packet, BadFrame> parse_behind_type(const Rest& rest, MacAddress source, MacAddress destination,
                                                 std::uint16_t ether_type) {
    tl::expected<Packet, BadFrame> packet;
    packet->source = source;
    packet->destination = destination;
    packet->ether_type = ether_type;
    if (const auto read = read_ether_payload(rest, *packet); !read) {
        packet = refused(read.error());
    }
    return packet;
}

}  // namespace

tl::expected<Packet, BadFrame> parse_packet(std::span<const std::byte> bytes, std::size_t length) {
    if (bytes.size() < ethernet_size) {
        return refused(BadFrame::ethernet_short);
    }
    MacAddress destination;
    MacAddress source;
    std::memcpy(destination.bytes.data(), bytes.data(), destination.bytes.size());
    std::memcpy(source.bytes.data(), bytes.subspan(6).data(), source.bytes.size());
    Rest rest{bytes, std::max(length, bytes.size())};
    rest.take(ethernet_size);
    return parse_behind_type(rest, source, destination, number16(bytes, 12));
}

tl::expected<Packet, BadFrame> parse_snap(std::span<const std::byte> body, MacAddress source, MacAddress destination,
                                          std::size_t length) {
    if (body.size() < snap_size) {
        return refused(BadFrame::frame_short);
    }
    // RFC 1042 and IEEE 802.1H encapsulate Ethernet; what else an LLC carries is no packet of ours.
    constexpr std::uint32_t snap_begin = 0xaaaa0300;
    constexpr std::uint16_t organisation_rfc1042 = 0x0000;
    constexpr std::uint16_t organisation_8021h = 0x00f8;
    const auto organisation = number16(body, 4);
    const bool is_ethernet =
        number32(body, 0) == snap_begin && (organisation == organisation_rfc1042 || organisation == organisation_8021h);
    Rest rest{body, std::max(length, body.size())};
    rest.take(snap_size);
    return parse_behind_type(rest, source, destination, is_ethernet ? number16(body, 6) : 0);
}

}  // namespace magpie::agent
