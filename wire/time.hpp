#pragma once

#include <chrono>

namespace magpie {

using Milliseconds = std::chrono::milliseconds;

/// Names the monotonic time line (CLOCK_BOOTTIME, so that a suspended board still ages). Never read directly: logic
/// takes `Now`.
struct BootTime {
    using duration = Milliseconds;
    using rep = duration::rep;
    using period = duration::period;
    using time_point = std::chrono::time_point<BootTime, duration>;
    static constexpr bool is_steady = true;
};

using Monotonic = BootTime::time_point;
using UtcMs = std::chrono::sys_time<Milliseconds>;

/// One reading of both clocks. `wall_known` is false while nothing has synchronised the wall clock.
struct Now {
    Monotonic mono{};
    UtcMs wall{};
    bool wall_known = false;
};

}  // namespace magpie
