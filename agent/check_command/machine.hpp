#pragma once

#include <string>
#include <vector>

#include <boost/asio/ip/address_v4.hpp>

#include "agent/check/board.hpp"
#include "agent/check/seen.hpp"
#include "agent/config/link.hpp"

/// What the kernel says of the lines of this machine and of the agent's directories, when it is asked.
namespace magpie::agent::check {

/// Empty where it cannot be read.
[[nodiscard]] std::string file_text(const std::string& path);

/// Empty: there is none.
[[nodiscard]] std::string interface_of_default_route();

/// The interfaces of LinkSeen. `seen` knows which there are.
[[nodiscard]] std::vector<std::string> uplinks(const LinkSettings& settings, const Seen& seen);

[[nodiscard]] std::vector<boost::asio::ip::address_v4> addresses_of(const std::string& interface);

/// Of directories in which the agent keeps its reports those that are there; it makes them itself, and those on tmpfs
/// go with it.
[[nodiscard]] std::vector<SpoolSeen> look_at_spools(const std::vector<std::string>& directories);

}  // namespace magpie::agent::check
