#pragma once

#include <optional>
#include <string>

#include "agent/internet/packet.hpp"

namespace magpie::agent {

/// An address of one host, as in 192.0.2.1 or 2001:db8::1; one of IPv4 that is written as one of IPv6 is of IPv4, as
/// packets have it. Nothing for anything else, a zone included.
[[nodiscard]] std::optional<IpAddress> parse_ip_address(const std::string& text);

}  // namespace magpie::agent
