#pragma once

#include <string>

#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent {

// What the kernel says of a network interface, asked of any socket (netdevice(7)): within the sandbox there is no
// other.

[[nodiscard]] bool is_up(int socket, const std::string& interface);

/// All zeros where it is not there. That of a bridge is no access point's, and is heard nowhere in the air.
[[nodiscard]] MacAddress address_of(int socket, const std::string& interface);

}  // namespace magpie::agent
