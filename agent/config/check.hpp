#pragma once

#include <cstdint>
#include <string>

#include "platform/config/reader.hpp"

namespace magpie::agent {

/// The check of the pole: [check]; the TOML key stands beside its field. Nothing of it may be ordered.
struct CheckConfig {
    bool enabled = true;                                // enabled: whether the collector may ask for one
    std::string directory = "/run/magpie-agent/check";  // directory; empty: nothing is kept
    std::uint16_t vlan = 0;                             // vlan; 0: nobody says
    std::uint16_t dhcp_servers = 1;                     // dhcp_servers; 0: as many as will
};

[[nodiscard]] CheckConfig read_check(config::Table& table);

}  // namespace magpie::agent
