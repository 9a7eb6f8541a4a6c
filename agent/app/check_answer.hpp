#pragma once

#include <string>

#include "agent/check_command/check_command.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent {

/// Checks the pole with the configuration in effect, as `magpie-agent check` was asked to; the exit code.
[[nodiscard]] int answer_check(const check::Options& options, const std::string& config_file,
                               const platform::Clock& clock);

}  // namespace magpie::agent
