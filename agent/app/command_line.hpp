#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

namespace magpie::agent {

enum class Command : std::uint8_t { run, check_config, sample, probe, version, help };

struct CommandLine {
    Command command = Command::run;
    std::string config_file = "/etc/magpie/agent.toml";
    bool json = false;
    std::vector<std::string> words{};  // of probe, behind it
    unsigned count = 0;                // of probe; 0: as many as fit what is asked
};

inline constexpr const char* usage =
    "magpie-agent watches the node it runs on and reports over MQTT.\n"
    "\n"
    "  magpie-agent [--config FILE]                 run, in the foreground (default /etc/magpie/agent.toml)\n"
    "  magpie-agent [--config FILE] --check-config  say what is wrong with the configuration and exit\n"
    "  magpie-agent [--config FILE] sample [--json] print once what every source sees now; needs no broker\n"
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
    "  magpie-agent [--config FILE] probe mqtt SERVER [--json]\n"
    "                                               whether a broker lets a stranger in, and how fast; SERVER as in\n"
    "                                               mqtt.servers, ssl:// by the file's ca_file\n"
    "  magpie-agent --version | --help\n";

/// The error is one line for the person who typed it.
[[nodiscard]] tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv);

}  // namespace magpie::agent
