#pragma once

#include <chrono>

#include "wire/stamp/timestamp.hpp"
#include "wire/time.hpp"

namespace magpie::stamp {

/// On the monotonic time line of `Now`, to the nanosecond.
using Instant = std::chrono::time_point<BootTime, Nanoseconds>;

/// One reading of both clocks, and how far the wall clock can be believed.
struct Moment {
    Instant mono{};
    WallTime wall{};
    ErrorEstimate clock{};
};

}  // namespace magpie::stamp
