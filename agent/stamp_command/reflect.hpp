#pragma once

#include "agent/stamp_command/command_line.hpp"

namespace magpie::agent {

/// Answers until it is told to end; the exit code.
[[nodiscard]] int reflect(const ReflectCommand& command);

}  // namespace magpie::agent
