#pragma once

#include <string>

#include <tl/expected.hpp>

#include "agent/stamp_command/command_line.hpp"

namespace magpie::agent {

/// `magpie-agent reflect` and `magpie-agent probe stamp`, from what was typed to the exit code. Both run in the
/// foreground, and have nothing to do with the agent that reports.
[[nodiscard]] int run_stamp_command(const tl::expected<StampCommand, std::string>& command);

}  // namespace magpie::agent
