#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace magpie::agent {

/// The next hop of the default route with the lowest metric, as the kernel writes its table to /proc/net/route
/// (proc(5)). Nothing without one.
[[nodiscard]] std::optional<boost::asio::ip::address> default_gateway_v4(std::string_view route);

/// The interface of that route.
[[nodiscard]] std::optional<std::string> default_interface_v4(std::string_view route);

/// The same of /proc/net/ipv6_route, where the next hop is mostly link-local, so that its interface belongs to it.
struct GatewayV6 {
    boost::asio::ip::address_v6::bytes_type address{};
    std::string interface {};
};
[[nodiscard]] std::optional<GatewayV6> default_gateway_v6(std::string_view ipv6_route);

}  // namespace magpie::agent
