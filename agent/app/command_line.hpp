#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "agent/check_command/check_command.hpp"
#include "agent/stamp_command/command_line.hpp"

namespace magpie::agent {

enum class Command : std::uint8_t { run, check_config, sample, check, probe, stamp, version, help };

struct CommandLine {
    Command command = Command::run;
    std::string config_file = "/etc/magpie/agent.toml";
    bool json = false;
    std::vector<std::string> words{};  // of probe, behind it
    unsigned count = 0;                // of probe; 0: as many as fit what is asked
    check::Options check{};            // of check, which has json too
    /// Of stamp; it says itself what is wrong with it.
    tl::expected<StampCommand, std::string> stamp{StampHelp{}};
};

inline constexpr const char* usage =
    "magpie-agent watches the node it runs on and reports over MQTT.\n"
    "\n"
    "  magpie-agent [--config FILE]                 run, in the foreground (default /etc/magpie/agent.toml)\n"
    "  magpie-agent [--config FILE] --check-config  say what is wrong with the configuration and exit\n"
    "  magpie-agent [--config FILE] sample [--json] print once what every source sees now; needs no broker\n"
    "  magpie-agent [--config FILE] check [--json [--progress] | --plain] [--lang en|ko] [--compare] [--accept]\n"
    "                                               look at everything from the supply to the collector, and say what\n"
    "                                               is wrong first and what to do; as `pole-check` too. --compare: "
    "what\n"
    "                                               is another than before; --accept: a warning fails as well, and a\n"
    "                                               signed report is written. Exit code: 0 all is well, 1 a warning,\n"
    "                                               2 the command line or the configuration, 3 ended early, and by "
    "the\n"
    "                                               first fault 10 power, 11 door or heat, 12 line, 13 DHCP, 14 "
    "gateway,\n"
    "                                               15 DNS, 16 internet, 17 time, 18 collector, 19 radio or network,\n"
    "                                               20 sensor, 21 storage\n"
    "  magpie-agent probe stamp TARGET              measure a path (probe stamp --help)\n"
    "  magpie-agent reflect --session PEER          answer those who measure (reflect --help)\n"
    "  magpie-agent probe KIND TARGET [--count N] [--json]\n"
    "                                               ask a target now; needs no configuration. ping, ntp or mtu HOST,\n"
    "                                               tcp HOST:PORT, dns NAME@RESOLVER or *.ZONE@RESOLVER (a name that\n"
    "                                               nobody has asked for), portal or https URL\n"
    "  magpie-agent probe throughput HOST[:PORT] [--json]\n"
    "                                               fill the path to a server of iperf3 for 20 s, each way, and say "
    "what\n"
    "                                               it carries and how long others wait meanwhile; up to 1 GB\n"
    "  magpie-agent probe trace HOST [--json]       how far the way to it goes, hop by hop, as one flow\n"
    "  magpie-agent [--config FILE] probe dhcp INTERFACE [--count N] [--json]\n"
    "                                               whether DHCP has an address for the uplink, which is given back;\n"
    "                                               asked by the magpie-station of the uplink\n"
    "  magpie-agent [--config FILE] probe mqtt SERVER [--json]\n"
    "                                               whether a broker lets a stranger in, and how fast; SERVER as in\n"
    "                                               mqtt.servers, ssl:// by the file's ca_file\n"
    "  magpie-agent --version | --help\n";

/// The error is one line for the person who typed it.
[[nodiscard]] tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv);

}  // namespace magpie::agent
