#pragma once

#include <string>
#include <vector>

#include "agent/files/file_reader.hpp"

namespace magpie::agent {

/// The lines by which the default route leaves the node: its interface, or what that stands on (of a bridge, a VLAN or
/// a bond the interfaces below, as /sys/class/net tells them: "lower_eth0"; those of radios, which are on the near side
/// of a bridge, left out). Empty without a default route. `proc` and `sys` as "/proc" and "/sys".
[[nodiscard]] std::vector<std::string> uplink_interfaces(FileReader& files, const std::string& proc,
                                                         const std::string& sys);

}  // namespace magpie::agent
