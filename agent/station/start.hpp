#pragma once

#include <cstdint>
#include <string>

#include <tl/expected.hpp>

#include "agent/station/config.hpp"

namespace magpie::agent {

enum class StationCommand : std::uint8_t { run, check_config, version, help };

struct StationCommandLine {
    StationCommand command = StationCommand::run;
    std::string config_file = "/etc/magpie/station.toml";
};

inline constexpr const char* station_usage =
    "magpie-station gives magpie-agent sockets of one Wi-Fi station, in a network of its own, and the station its\n"
    "leased address; or it asks on the uplink whether DHCP has an address.\n"
    "\n"
    "  magpie-station [--config FILE]                 run, in the foreground (default /etc/magpie/station.toml)\n"
    "  magpie-station [--config FILE] --check-config  say what is wrong with the configuration and exit\n"
    "  magpie-station --version | --help\n";

/// The error is one line for the person who typed it.
[[nodiscard]] tl::expected<StationCommandLine, std::string> parse_station_command_line(int argc,
                                                                                       const char* const* argv);

/// What is to be served; the error is the exit code, after what was asked has been printed or what is wrong.
[[nodiscard]] tl::expected<StationConfig, int> begin_station(int argc, const char* const* argv);

/// Prints why the process ends; the exit code.
int fail_station(const std::string& sentence);

}  // namespace magpie::agent
