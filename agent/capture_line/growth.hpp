#pragma once

#include <cstdint>
#include <utility>

namespace magpie::agent {

/// Makes a counter of the agent's from a total of the capture's, whichever of the two begins anew in between: a total
/// that fell has begun at 0, and what was counted before this agent came is not its own.
class Growth {
  public:
    /// By how much it grew since it was said last. `of_before`: a total heard for the first time was counted before.
    [[nodiscard]] double to(std::uint64_t total, bool of_before) {
        const bool is_first = !std::exchange(known_, true);
        const auto last = std::exchange(last_, total);
        if (is_first && of_before) {
            return 0;
        }
        return static_cast<double>(total >= last ? total - last : total);
    }

  private:
    std::uint64_t last_ = 0;
    bool known_ = false;
};

}  // namespace magpie::agent
