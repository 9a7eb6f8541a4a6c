#pragma once

#include <optional>
#include <string_view>

#include <boost/asio/ip/address.hpp>

namespace magpie::agent {

/// Of 4 or 16 bytes in network order; an address of version 4 within version 6 is one of version 4.
[[nodiscard]] std::optional<boost::asio::ip::address> ip_address_of(std::string_view bytes);

/// Whether it can be an address of the public side. Nobody makes a node knock at itself, at its neighbours on the line
/// or at everybody by calling them blocked; `private_too` lets it knock at networks that are routed within the city
/// alone (RFC 1918, 4193, 6598).
[[nodiscard]] bool may_be_asked(const boost::asio::ip::address& address, bool private_too);

}  // namespace magpie::agent
