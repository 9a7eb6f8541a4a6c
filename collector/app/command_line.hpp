#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collector/access/scope.hpp"
#include "collector/app/order_command.hpp"
#include "collector/app/quarantine_command.hpp"
#include "collector/config/config.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

enum class Command : std::uint8_t {
    run,
    check_config,
    token,
    order,
    withdraw,
    orders,
    quarantine,
    release,
    version,
    help
};

struct CommandLine {
    Command command = Command::run;
    std::string config_file = "/etc/magpie/collector.toml";
    std::string token_name;  // of a token that is to be made, and what it is for
    Scopes token_scopes;
    OrderCall call{};  // of an order that is to be handed in or withdrawn, or of looking at those that are held
    QuarantineCall quarantine{};  // of a node that is to be released from it, or of looking at those that are in it
};

/// The error is one line for the person who typed it.
[[nodiscard]] tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv);

/// From the command line to a configuration that may be run. Prints help, version, or what is wrong, each problem a
/// line; the error is the exit code, 0 when there was nothing to run. A certificate the broker is sure to refuse ends a
/// start: a collector that cannot listen serves nobody.
[[nodiscard]] tl::expected<Config, int> start(int argc, const char* const* argv, const Now& now);

}  // namespace magpie::collector
