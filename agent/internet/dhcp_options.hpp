#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "agent/internet/network_order.hpp"

namespace magpie::agent {

/// Where things stand in a message (RFC 2131 figure 1).
namespace dhcp_place {
inline constexpr std::size_t transaction = 4;
inline constexpr std::size_t seconds = 8;
inline constexpr std::size_t flags = 10;
inline constexpr std::size_t own_address = 12;   // ciaddr
inline constexpr std::size_t your_address = 16;  // yiaddr
inline constexpr std::size_t client = 28;        // chaddr
inline constexpr std::size_t server_name = 44;
inline constexpr std::size_t file = 108;
inline constexpr std::size_t cookie = 236;
inline constexpr std::size_t options = 240;
}  // namespace dhcp_place

inline constexpr std::uint32_t dhcp_cookie = 0x63825363;
inline constexpr std::uint8_t dhcp_ethernet = 1;

/// RFC 2132, 3046 and 8910.
namespace dhcp_option {
inline constexpr std::uint8_t pad = 0;
inline constexpr std::uint8_t subnet_mask = 1;
inline constexpr std::uint8_t router = 3;
inline constexpr std::uint8_t name_servers = 6;
inline constexpr std::uint8_t requested_address = 50;
inline constexpr std::uint8_t lease_time = 51;
inline constexpr std::uint8_t overload = 52;
inline constexpr std::uint8_t message_type = 53;
inline constexpr std::uint8_t server = 54;
inline constexpr std::uint8_t wanted = 55;
inline constexpr std::uint8_t client_identifier = 61;
inline constexpr std::uint8_t captive_portal = 114;
inline constexpr std::uint8_t end = 255;
}  // namespace dhcp_option

/// One field of options, up to its end; false where it has none, or runs over, or `take(code, value)` is false. One
/// that is `cut` needs no end.
template <class Take>
[[nodiscard]] bool read_dhcp_field(std::span<const std::byte> field, bool cut, Take&& take) {
    while (!field.empty()) {
        const auto code = number8(field, 0);
        if (code == dhcp_option::end) {
            return true;
        }
        if (code == dhcp_option::pad) {
            field = field.subspan(1);
            continue;
        }
        if (field.size() < 2 || field.size() - 2 < number8(field, 1)) {
            return cut;
        }
        const std::size_t length = number8(field, 1);
        if (!take(code, field.subspan(2, length))) {
            return false;
        }
        field = field.subspan(2 + length);
    }
    return cut;
}

/// All options of a message of at least `dhcp_place::options` bytes, also those that stand in the fields of the file
/// and of the server's name (option 52); false as of read_dhcp_field().
template <class Take>
[[nodiscard]] bool read_dhcp_options(std::span<const std::byte> message, bool cut, Take&& take) {
    std::uint8_t overload = 0;  // 1 the file's field, 2 the server's name, 3 both
    const auto take_first = [&](std::uint8_t code, std::span<const std::byte> value) {
        if (code != dhcp_option::overload) {
            return take(code, value);
        }
        overload = value.size() == 1 ? number8(value, 0) : 0;
        return overload >= 1 && overload <= 3;
    };
    if (!read_dhcp_field(message.subspan(dhcp_place::options), cut, take_first)) {
        return false;
    }
    // Once: what is overloaded cannot overload anew.
    const auto take_more = [&](std::uint8_t code, std::span<const std::byte> value) {
        return code == dhcp_option::overload ? value.size() == 1 && number8(value, 0) >= 1 && number8(value, 0) <= 3
                                             : take(code, value);
    };
    const auto file = message.subspan(dhcp_place::file, dhcp_place::cookie - dhcp_place::file);
    const auto name = message.subspan(dhcp_place::server_name, dhcp_place::file - dhcp_place::server_name);
    return ((overload & 1) == 0 || read_dhcp_field(file, false, take_more)) &&
           ((overload & 2) == 0 || read_dhcp_field(name, false, take_more));
}

}  // namespace magpie::agent
