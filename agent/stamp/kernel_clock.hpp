#pragma once

#include <optional>

#include "agent/stamp/moment.hpp"

namespace magpie::stamp {

/// The clocks of those who have a socket: the only part here that reads one. A value; lives on one thread.
class KernelClock {
  public:
    /// What the kernel says of its wall clock is asked once a second.
    [[nodiscard]] Moment now();

  private:
    ErrorEstimate clock_{};
    std::optional<Instant> asked_;
};

}  // namespace magpie::stamp
