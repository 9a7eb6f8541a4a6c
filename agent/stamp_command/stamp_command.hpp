#pragma once

#include <optional>

namespace magpie::agent {

/// `magpie-agent reflect` and `magpie-agent probe stamp`, from the words to the exit code; nothing for the words of
/// another command. Both run in the foreground,
/// and have nothing to do with the agent that reports.
[[nodiscard]] std::optional<int> run_stamp_command(int argc, const char* const* argv);

}  // namespace magpie::agent
