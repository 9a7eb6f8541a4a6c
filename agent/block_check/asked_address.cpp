#include "agent/block_check/asked_address.hpp"

#include <algorithm>
#include <cstdint>

namespace magpie::agent {

namespace {

namespace ip = boost::asio::ip;

struct NetworkV4 {
    std::uint32_t prefix;
    unsigned bits;
    [[nodiscard]] bool has(std::uint32_t address) const { return (address ^ prefix) >> (32U - bits) == 0; }
};

/// This host, loopback, link-local, protocol assignments, multicast, and what is reserved, broadcast with it.
constexpr NetworkV4 never_v4[] = {{0x00000000, 8},  {0x7f000000, 8}, {0xa9fe0000, 16},
                                  {0xc0000000, 24}, {0xe0000000, 4}, {0xf0000000, 4}};
constexpr NetworkV4 private_v4[] = {{0x0a000000, 8}, {0xac100000, 12}, {0xc0a80000, 16}, {0x64400000, 10}};

template <std::size_t count>
bool is_in(const NetworkV4 (&networks)[count], std::uint32_t address) {
    return std::ranges::any_of(networks, [&](const NetworkV4& network) { return network.has(address); });
}

bool may_be_asked(const ip::address_v6& address, bool private_too) {
    const auto bytes = address.to_bytes();
    const bool low = std::all_of(bytes.begin(), bytes.begin() + 12, [](unsigned char byte) { return byte == 0; });
    // Unspecified, loopback, and the form of version 4 that was given up (RFC 4291, 2.5.5.1).
    if (low || address.is_multicast() || address.is_link_local() || address.is_v4_mapped()) {
        return false;
    }
    const bool unique_local = (bytes[0] & 0xfeU) == 0xfcU;
    return private_too || !(unique_local || address.is_site_local());
}

}  // namespace

std::optional<ip::address> ip_address_of(std::string_view bytes) {
    if (bytes.size() == std::tuple_size_v<ip::address_v4::bytes_type>) {
        ip::address_v4::bytes_type four{};
        std::ranges::copy(bytes, four.begin());
        return ip::address_v4(four);
    }
    ip::address_v6::bytes_type sixteen{};
    if (bytes.size() != sixteen.size()) {
        return std::nullopt;
    }
    std::ranges::copy(bytes, sixteen.begin());
    const ip::address_v6 address(sixteen);
    return address.is_v4_mapped() ? ip::address(ip::make_address_v4(ip::v4_mapped, address)) : ip::address(address);
}

bool may_be_asked(const ip::address& address, bool private_too) {
    if (address.is_v6()) {
        return may_be_asked(address.to_v6(), private_too);
    }
    const auto number = address.to_v4().to_uint();
    return !is_in(never_v4, number) && (private_too || !is_in(private_v4, number));
}

}  // namespace magpie::agent
