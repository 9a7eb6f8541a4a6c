#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

namespace magpie::agent {

/// An address of IPv4 or IPv6. One of IPv4 is kept mapped (::ffff:0:0/96, RFC 4291 §2.5.5.2), so that who arrives at a
/// socket for both is who was configured.
struct Address {
    std::array<std::uint8_t, 16> octets{};
    std::uint32_t scope = 0;  // index of the interface, of link-local addresses only

    [[nodiscard]] bool is_ipv4() const;
    /// All zero, of either family: wherever we are.
    [[nodiscard]] bool is_any() const;
    auto operator<=>(const Address&) const = default;
};

/// "192.0.2.1", "2001:db8::1", "fe80::1%eth0". Never a name. The error is one line for a person.
[[nodiscard]] tl::expected<Address, std::string> address_of(std::string_view text);
[[nodiscard]] std::string text_of(const Address& address);

struct Endpoint {
    Address address{};
    std::uint16_t port = 0;
    auto operator<=>(const Endpoint&) const = default;
};

/// "192.0.2.1:862", "[2001:db8::1]:862", and without the port, which then is `port`.
[[nodiscard]] tl::expected<Endpoint, std::string> endpoint_of(std::string_view text, std::uint16_t port);
[[nodiscard]] std::string text_of(const Endpoint& endpoint);

}  // namespace magpie::agent
