#pragma once

#include <cstdint>
#include <utility>

namespace magpie::agent {

/// Makes a counter of the agent's from a total of the capture's, whichever of the two begins anew in between: a total
/// that fell has begun at 0. What was counted before this agent came is counted too, as its predecessor did: so an
/// agent that starts again goes on where it was.
class Growth {
  public:
    /// By how much it grew since it was said last.
    [[nodiscard]] double to(std::uint64_t total) {
        const auto last = std::exchange(last_, total);
        return static_cast<double>(total >= last ? total - last : total);
    }

  private:
    std::uint64_t last_ = 0;
};

}  // namespace magpie::agent
