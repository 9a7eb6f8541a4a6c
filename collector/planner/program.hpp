#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace magpie::collector::planner {

/// magpie-planner: answers go to `out`, all else to `err`. The exit code: 0, 1 when something could not be done, 2 when
/// the call or a file has mistakes.
[[nodiscard]] int run(const std::vector<std::string>& words, std::FILE* out, std::FILE* err);

}  // namespace magpie::collector::planner
