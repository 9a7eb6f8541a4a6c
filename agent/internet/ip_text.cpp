#include "agent/internet/ip_text.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace magpie::agent {

namespace {

constexpr std::array<std::uint8_t, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};  // RFC 4291 2.5.5.2

/// Of nobody, or of many.
bool is_of_one(const IpAddress& address) {
    const auto first = address.bytes[0];
    const bool nobody = std::ranges::all_of(address.bytes, [](std::uint8_t byte) { return byte == 0; });
    return !nobody && (address.v6 ? first != 0xff : first < 224);
}

}  // namespace

std::optional<IpAddress> parse_ip_address(const std::string& text) {
    IpAddress address;
    if (::inet_pton(AF_INET, text.c_str(), address.bytes.data()) != 1) {
        if (::inet_pton(AF_INET6, text.c_str(), address.bytes.data()) != 1) {
            return std::nullopt;
        }
        address.v6 = !std::equal(mapped.begin(), mapped.end(), address.bytes.begin());
        if (!address.v6) {
            std::copy_n(address.bytes.begin() + mapped.size(), 4, address.bytes.begin());
            std::fill(address.bytes.begin() + 4, address.bytes.end(), std::uint8_t{0});
        }
    }
    return is_of_one(address) ? std::optional(address) : std::nullopt;
}

}  // namespace magpie::agent
