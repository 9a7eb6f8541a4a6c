#pragma once

#include <string>
#include <vector>

#include <boost/asio/ip/address_v4.hpp>

#include "agent/check/seen.hpp"
#include "agent/config/link.hpp"

/// What the kernel's tables say of the lines of this machine, when they are read.
namespace magpie::agent::check {

/// Empty where it cannot be read.
[[nodiscard]] std::string file_text(const std::string& path);

/// Empty: there is none.
[[nodiscard]] std::string interface_of_default_route();

/// The interfaces of LinkSeen. `seen` knows which there are.
[[nodiscard]] std::vector<std::string> uplinks(const LinkSettings& settings, const Seen& seen);

[[nodiscard]] std::vector<boost::asio::ip::address_v4> addresses_of(const std::string& interface);

}  // namespace magpie::agent::check
