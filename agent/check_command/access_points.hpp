#pragma once

#include <string>
#include <vector>

#include "agent/ieee80211/mac_address.hpp"

namespace magpie::agent::check {

/// The hardware addresses of the radios' interfaces: what a client of this pole, and of no other, joins. `sys` as
/// "/sys".
[[nodiscard]] std::vector<MacAddress> own_access_points(const std::string& sys);

}  // namespace magpie::agent::check
