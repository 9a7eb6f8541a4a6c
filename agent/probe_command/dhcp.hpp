#pragma once

#include <string>
#include <vector>

#include "agent/probe_command/reachability.hpp"
#include "agent/uplink_dhcp/ask.hpp"

namespace magpie::agent {

/// One question, the `number`th, and all of them, as a person reads them; and for a program.
[[nodiscard]] std::string dhcp_line(unsigned number, const uplink_dhcp::Answer& answer);
[[nodiscard]] std::string dhcp_summary(const std::string& interface, const std::vector<uplink_dhcp::Answer>& answers);
[[nodiscard]] std::string dhcp_json(const std::string& interface, const std::vector<uplink_dhcp::Answer>& answers);

/// Asks by magpie-station whether DHCP has an address for the uplink, and prints it, or JSON; the exit code is 0 when
/// one at least was good, 1 when none was, 2 where there is nothing to ask. `command.words`: dhcp and the interface.
/// Until SIGINT or SIGTERM at most.
int print_dhcp(const ProbeCommand& command, const std::string& station_socket, bool only_offer);

}  // namespace magpie::agent
