#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "agent/ieee80211/mac_address.hpp"
#include "agent/internet/dhcp.hpp"

/// What UDP carries, and the bytes all packets are made of.
namespace magpie::fakes::packets {

using Bytes = std::vector<std::byte>;
using agent::MacAddress;

inline constexpr MacAddress phone{{0x02, 0x11, 0x22, 0x33, 0x44, 0x55}};
inline constexpr MacAddress gateway{{0x00, 0x0c, 0x43, 0x00, 0x00, 0x01}};
inline constexpr MacAddress everybody{{0xff, 0xff, 0xff, 0xff, 0xff, 0xff}};

// ---- bytes

inline void put8(Bytes& bytes, unsigned value) {
    bytes.push_back(static_cast<std::byte>(value));
}

inline void put16(Bytes& bytes, unsigned value) {
    put8(bytes, value >> 8);
    put8(bytes, value & 0xff);
}

inline void put32(Bytes& bytes, std::uint32_t value) {
    put16(bytes, value >> 16);
    put16(bytes, value & 0xffff);
}

inline void put64(Bytes& bytes, std::uint64_t value) {
    put32(bytes, static_cast<std::uint32_t>(value >> 32));
    put32(bytes, static_cast<std::uint32_t>(value));
}

inline void put(Bytes& bytes, std::span<const std::byte> more) {
    bytes.insert(bytes.end(), more.begin(), more.end());
}

inline void put(Bytes& bytes, std::string_view text) {
    put(bytes, std::as_bytes(std::span(text)));
}

inline void put(Bytes& bytes, const MacAddress& address) {
    put(bytes, std::as_bytes(std::span(address.bytes)));
}

inline void put_zeroes(Bytes& bytes, std::size_t count) {
    bytes.insert(bytes.end(), count, std::byte{0});
}

inline void set16(Bytes& bytes, std::size_t place, unsigned value) {
    bytes.at(place) = static_cast<std::byte>(value >> 8);
    bytes.at(place + 1) = static_cast<std::byte>(value & 0xff);
}

// ---- DHCP

struct DhcpOption {
    std::uint8_t code = 0;
    Bytes value{};
};

struct DhcpMessage {
    agent::DhcpType type = agent::DhcpType::discover;
    MacAddress client = phone;
    std::uint32_t transaction = 0x12345678;
    std::vector<DhcpOption> options{};  // behind option 53
    bool has_end = true;
    Bytes server_name{};  // up to 64, as an overload has them
    Bytes file{};         // up to 128
};

/// The bytes of options as they stand in the options field, or in what is overloaded.
inline Bytes dhcp_options(const std::vector<DhcpOption>& options) {
    Bytes bytes;
    for (const auto& option : options) {
        put8(bytes, option.code);
        put8(bytes, static_cast<unsigned>(option.value.size()));
        put(bytes, option.value);
    }
    return bytes;
}

inline Bytes text(std::string_view letters) {
    Bytes bytes;
    put(bytes, letters);
    return bytes;
}

/// The payload of UDP, at least 300 bytes as BOOTP wants them.
inline Bytes dhcp(const DhcpMessage& message) {
    using agent::DhcpType;
    const bool from_server =
        message.type == DhcpType::offer || message.type == DhcpType::ack || message.type == DhcpType::nak;
    Bytes bytes;
    put8(bytes, from_server ? 2 : 1);
    put8(bytes, 1);
    put8(bytes, 6);
    put8(bytes, 0);
    put32(bytes, message.transaction);
    put_zeroes(bytes, 20);
    put(bytes, message.client);
    put_zeroes(bytes, 10);
    put(bytes, message.server_name);
    put_zeroes(bytes, 64 - message.server_name.size());
    put(bytes, message.file);
    put_zeroes(bytes, 128 - message.file.size());
    put32(bytes, 0x63825363);
    put(bytes, dhcp_options({{53, {static_cast<std::byte>(message.type)}}}));
    put(bytes, dhcp_options(message.options));
    if (message.has_end) {
        put8(bytes, 255);
        put_zeroes(bytes, bytes.size() < 300 ? 300 - bytes.size() : 0);
    }
    return bytes;
}

// ---- DNS

struct DnsMessage {
    std::uint16_t id = 0x1234;
    bool response = false;
    std::uint8_t opcode = 0;
    std::uint8_t code = 0;
    bool truncated = false;
    std::vector<std::string_view> names{"city.example"};  // a question each
    unsigned answers = 0;                                 // addresses of the first name
};

inline Bytes dns_name(std::string_view name) {
    Bytes bytes;
    while (!name.empty()) {
        const auto label = name.substr(0, name.find('.'));
        put8(bytes, static_cast<unsigned>(label.size()));
        put(bytes, label);
        name.remove_prefix(std::min(label.size() + 1, name.size()));
    }
    put8(bytes, 0);
    return bytes;
}

inline Bytes dns_header(const DnsMessage& message, std::size_t questions) {
    Bytes bytes;
    put16(bytes, message.id);
    put16(bytes, (message.response ? 0x8080U : 0U) | message.opcode * 0x800U | (message.truncated ? 0x200U : 0U) |
                     0x100U | message.code);
    put16(bytes, static_cast<unsigned>(questions));
    put16(bytes, message.answers);
    put32(bytes, 0);
    return bytes;
}

/// The payload of UDP.
inline Bytes dns(const DnsMessage& message) {
    auto bytes = dns_header(message, message.names.size());
    for (const auto name : message.names) {
        put(bytes, dns_name(name));
        put32(bytes, 0x00010001);
    }
    for (unsigned answer = 0; answer < message.answers; ++answer) {
        put16(bytes, 0xc00c);
        put32(bytes, 0x00010001);
        put32(bytes, 60);
        put16(bytes, 4);
        put32(bytes, 0xc0000201 + answer);
    }
    return bytes;
}

}  // namespace magpie::fakes::packets
