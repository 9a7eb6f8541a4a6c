#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "tests/fakes/packet_payloads.hpp"

/// Packets of an Ethernet line, built from the inside out:
///     ethernet(phone, gateway, vlan(7, ipv4({}, udp(68, 67, dhcp({.type = DhcpType::discover})))))
/// Lengths and checksums are true, where a field of the header does not say otherwise.
namespace magpie::fakes::packets {

/// What an EtherType stands before.
struct EtherPayload {
    std::uint16_t type = 0;
    Bytes bytes{};
};

/// What a protocol number of IP stands before.
struct IpPayload {
    std::uint8_t protocol = 0;
    Bytes bytes{};
};

/// The Internet checksum (RFC 1071) of all parts one after the other; each but the last of even size.
inline std::uint16_t checksum(std::span<const std::byte> first, std::span<const std::byte> second = {}) {
    std::uint32_t sum = 0;
    for (const auto part : {first, second}) {
        for (std::size_t place = 0; place < part.size(); ++place) {
            sum += std::to_integer<std::uint32_t>(part[place]) << (place % 2 == 0 ? 8 : 0);
        }
    }
    while (sum > 0xffff) {
        sum = (sum >> 16) + (sum & 0xffff);
    }
    return static_cast<std::uint16_t>(~sum);
}

/// As much as a capture of `size` keeps.
inline Bytes cut(Bytes bytes, std::size_t size) {
    bytes.resize(std::min(size, bytes.size()));
    return bytes;
}

// ---- the line

inline Bytes ethernet(const MacAddress& source, const MacAddress& destination, const EtherPayload& payload) {
    Bytes bytes;
    put(bytes, destination);
    put(bytes, source);
    put16(bytes, payload.type);
    put(bytes, payload.bytes);
    return bytes;
}

inline constexpr std::uint16_t tag_8021q = 0x8100;
inline constexpr std::uint16_t tag_8021ad = 0x88a8;

inline EtherPayload vlan(unsigned id, const EtherPayload& payload, std::uint16_t tag = tag_8021q) {
    EtherPayload tagged{tag};
    put16(tagged.bytes, id);
    put16(tagged.bytes, payload.type);
    put(tagged.bytes, payload.bytes);
    return tagged;
}

/// The body of an 802.11 data frame.
inline Bytes snap(const EtherPayload& payload) {
    Bytes bytes;
    put(bytes, "\xaa\xaa\x03");
    put_zeroes(bytes, 3);
    put16(bytes, payload.type);
    put(bytes, payload.bytes);
    return bytes;
}

inline EtherPayload arp() {
    EtherPayload payload{0x0806};
    put32(payload.bytes, 0x00010800);
    put32(payload.bytes, 0x06040001);
    put_zeroes(payload.bytes, 20);
    return payload;
}

// ---- IP

inline constexpr std::uint8_t protocol_tcp = 6;
inline constexpr std::uint8_t protocol_udp = 17;

/// Writes the checksum of TCP and UDP behind a pseudo-header of IP.
inline void close_transport(IpPayload& payload, Bytes pseudo_header) {
    const std::size_t place = payload.protocol == protocol_tcp ? 16 : 6;
    if ((payload.protocol != protocol_tcp && payload.protocol != protocol_udp) || payload.bytes.size() < place + 2) {
        return;
    }
    put32(pseudo_header, static_cast<std::uint32_t>(payload.bytes.size()));
    put32(pseudo_header, payload.protocol);
    set16(payload.bytes, place, 0);
    const auto sum = checksum(pseudo_header, payload.bytes);
    set16(payload.bytes, place, payload.protocol == protocol_udp && sum == 0 ? 0xffff : sum);
}

struct Ipv4Header {
    std::array<std::uint8_t, 4> from{10, 0, 0, 2};
    std::array<std::uint8_t, 4> to{10, 0, 0, 1};
    std::uint16_t fragment = 0;  // flags and offset, as they stand
    Bytes options{};             // a multiple of four
    std::optional<std::uint16_t> total_length{};
    std::optional<std::uint8_t> first_byte{};  // version and header length
};

inline constexpr std::uint16_t more_fragments = 0x2000;

inline EtherPayload ipv4(const Ipv4Header& header, IpPayload payload) {
    Bytes pseudo;
    put(pseudo, std::as_bytes(std::span(header.from)));
    put(pseudo, std::as_bytes(std::span(header.to)));
    if (header.fragment == 0) {
        close_transport(payload, std::move(pseudo));
    }
    const std::size_t size = 20 + header.options.size();
    EtherPayload packet{0x0800};
    auto& bytes = packet.bytes;
    put8(bytes, header.first_byte.value_or(static_cast<std::uint8_t>(0x40 + size / 4)));
    put8(bytes, 0);
    put16(bytes, header.total_length.value_or(static_cast<std::uint16_t>(size + payload.bytes.size())));
    put16(bytes, 0x4321);
    put16(bytes, header.fragment);
    put8(bytes, 64);
    put8(bytes, payload.protocol);
    put16(bytes, 0);
    put(bytes, std::as_bytes(std::span(header.from)));
    put(bytes, std::as_bytes(std::span(header.to)));
    put(bytes, header.options);
    set16(bytes, 10, checksum(bytes));
    put(bytes, payload.bytes);
    return packet;
}

/// An extension header of IPv6; `body` makes it a multiple of eight with its two bytes.
struct Extension {
    std::uint8_t protocol = 0;  // its own number: 0 hop-by-hop, 43 routing, 44 fragment, 60 destination
    Bytes body = Bytes(6);
};

struct Ipv6Header {
    std::array<std::uint8_t, 16> from{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};
    std::array<std::uint8_t, 16> to{0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
    std::vector<Extension> extensions{};
    std::optional<std::uint16_t> payload_length{};
};

/// The body of a fragment header: offset in eights, and whether more come.
inline Extension ipv6_fragment(unsigned offset, bool more) {
    Extension extension{44, {}};
    put16(extension.body, offset << 3 | (more ? 1U : 0U));
    put32(extension.body, 0x12345678);
    return extension;
}

inline EtherPayload ipv6(const Ipv6Header& header, IpPayload payload) {
    Bytes pseudo;
    put(pseudo, std::as_bytes(std::span(header.from)));
    put(pseudo, std::as_bytes(std::span(header.to)));
    close_transport(payload, std::move(pseudo));
    Bytes rest;
    for (std::size_t place = 0; place < header.extensions.size(); ++place) {
        const auto& extension = header.extensions[place];
        const bool is_last = place + 1 == header.extensions.size();
        put8(rest, is_last ? payload.protocol : header.extensions[place + 1].protocol);
        put8(rest, static_cast<unsigned>(extension.body.size() + 2) / 8 - 1);
        put(rest, extension.body);
    }
    put(rest, payload.bytes);
    EtherPayload packet{0x86dd};
    put32(packet.bytes, 0x60000000);
    put16(packet.bytes, header.payload_length.value_or(static_cast<std::uint16_t>(rest.size())));
    put8(packet.bytes, header.extensions.empty() ? payload.protocol : header.extensions.front().protocol);
    put8(packet.bytes, 64);
    put(packet.bytes, std::as_bytes(std::span(header.from)));
    put(packet.bytes, std::as_bytes(std::span(header.to)));
    put(packet.bytes, rest);
    return packet;
}

// ---- transport

inline IpPayload udp(std::uint16_t source_port, std::uint16_t destination_port, const Bytes& payload,
                     std::optional<std::uint16_t> length = std::nullopt) {
    IpPayload datagram{protocol_udp};
    put16(datagram.bytes, source_port);
    put16(datagram.bytes, destination_port);
    put16(datagram.bytes, length.value_or(static_cast<std::uint16_t>(payload.size() + 8)));
    put16(datagram.bytes, 0);
    put(datagram.bytes, payload);
    return datagram;
}

struct TcpHeader {
    std::uint16_t source_port = 50'000;
    std::uint16_t destination_port = 443;
    std::uint32_t sequence = 0;
    std::uint32_t acknowledgement = 0;
    bool syn = false;
    bool ack = false;
    bool fin = false;
    bool rst = false;
    Bytes options{};                            // a multiple of four
    std::optional<std::uint8_t> data_offset{};  // in words of four bytes
};

inline IpPayload tcp(const TcpHeader& header, const Bytes& payload = {}) {
    IpPayload segment{protocol_tcp};
    auto& bytes = segment.bytes;
    put16(bytes, header.source_port);
    put16(bytes, header.destination_port);
    put32(bytes, header.sequence);
    put32(bytes, header.acknowledgement);
    put8(bytes, header.data_offset.value_or(static_cast<std::uint8_t>(5 + header.options.size() / 4)) * 16U);
    put8(bytes, (header.fin ? 1U : 0U) | (header.syn ? 2U : 0U) | (header.rst ? 4U : 0U) | (header.ack ? 16U : 0U));
    put16(bytes, 0xfaf0);
    put32(bytes, 0);
    put(bytes, header.options);
    put(bytes, payload);
    return segment;
}

// ---- EAPOL

inline EtherPayload eapol(std::uint8_t type, const Bytes& body, std::optional<std::uint16_t> length = std::nullopt) {
    EtherPayload payload{0x888e};
    put8(payload.bytes, 2);
    put8(payload.bytes, type);
    put16(payload.bytes, length.value_or(static_cast<std::uint16_t>(body.size())));
    put(payload.bytes, body);
    return payload;
}

/// An EAP packet (RFC 3748): 1 request, 2 response, 3 success, 4 failure; `data` begins with the method's type.
inline EtherPayload eap(std::uint8_t code, std::uint8_t identifier = 1, const Bytes& data = {}) {
    Bytes body;
    put8(body, code);
    put8(body, identifier);
    put16(body, static_cast<unsigned>(data.size() + 4));
    put(body, data);
    return eapol(0, body);
}

// Key information (IEEE 802.11-2020 figure 12-33).
inline constexpr std::uint16_t key_version_aes = 0x0002;
inline constexpr std::uint16_t key_pairwise = 0x0008;
inline constexpr std::uint16_t key_install = 0x0040;
inline constexpr std::uint16_t key_ack = 0x0080;
inline constexpr std::uint16_t key_mic = 0x0100;
inline constexpr std::uint16_t key_secure = 0x0200;
inline constexpr std::uint16_t key_error = 0x0400;
inline constexpr std::uint16_t key_request = 0x0800;
inline constexpr std::uint16_t key_encrypted_data = 0x1000;

struct EapolKey {
    std::uint16_t information = 0;
    std::uint64_t replay_counter = 1;
    bool has_nonce = true;
    Bytes key_data{};
    std::uint8_t descriptor = 2;  // RSN; 254: WPA
    std::size_t mic_size = 16;
};

inline EtherPayload eapol_key(const EapolKey& key) {
    Bytes body;
    put8(body, key.descriptor);
    put16(body, key.information);
    put16(body, 16);
    put64(body, key.replay_counter);
    for (unsigned place = 0; place < 32; ++place) {
        put8(body, key.has_nonce ? place + 1 : 0);
    }
    put_zeroes(body, 32);  // IV, RSC, reserved
    body.insert(body.end(), key.mic_size,
                std::byte{static_cast<unsigned char>((key.information & key_mic) != 0 ? 0x5a : 0)});
    put16(body, static_cast<unsigned>(key.key_data.size()));
    put(body, key.key_data);
    return eapol(3, body);
}

/// Message 1 to 4 of the 4-way handshake of WPA2, as hostapd and its clients write it.
inline EtherPayload eapol_key(unsigned message, std::uint64_t replay_counter) {
    constexpr std::uint16_t always = key_version_aes | key_pairwise;
    const Bytes rsn{std::byte{0x30}, std::byte{0x02}, std::byte{0x01}, std::byte{0x00}};
    switch (message) {
        case 1:
            return eapol_key({.information = always | key_ack, .replay_counter = replay_counter});
        case 2:
            return eapol_key({.information = always | key_mic, .replay_counter = replay_counter, .key_data = rsn});
        case 3:
            return eapol_key({.information = always | key_ack | key_mic | key_install | key_secure | key_encrypted_data,
                              .replay_counter = replay_counter,
                              .key_data = Bytes(56)});
        default:
            return eapol_key(
                {.information = always | key_mic | key_secure, .replay_counter = replay_counter, .has_nonce = false});
    }
}

}  // namespace magpie::fakes::packets
