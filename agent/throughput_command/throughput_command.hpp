#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/clock/clock.hpp"

namespace magpie::agent::throughput {

inline constexpr std::string_view command_word = "throughput";

/// `words`: the kind and the target. Measures one and four streams, up and down, and prints how it goes, where somebody
/// looks, and what came of it. It asks no collector for a turn: a server of iperf3 takes one at a time, and who is busy
/// says so. The exit code is 0 when something was measured, 1 when nothing was, 2 where there is nothing to ask. Until
/// SIGINT or SIGTERM at most.
int print_throughput(const std::vector<std::string>& words, bool json, const platform::Clock& clock);

}  // namespace magpie::agent::throughput
