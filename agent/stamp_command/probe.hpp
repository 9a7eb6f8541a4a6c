#pragma once

#include "agent/stamp_command/command_line.hpp"

namespace magpie::agent {

/// Measures, says what came of it, and gives the exit code: 0 where there was an answer.
[[nodiscard]] int probe(const StampProbe& command);

}  // namespace magpie::agent
