#pragma once

#include <sys/timex.h>

#include <optional>

namespace magpie::agent {

/// What the kernel knows of its wall clock.
struct ClockState {
    bool synchronised = false;
    /// Seconds still to be corrected, and the greatest possible error; absent while nothing synchronises the clock, for
    /// then both mean nothing.
    std::optional<double> offset;
    std::optional<double> error;
};

/// adjtimex(2): `offset` is in nanoseconds with STA_NANO and in microseconds without; `maxerror` always in
/// microseconds.
[[nodiscard]] ClockState clock_state(const timex& kernel);

}  // namespace magpie::agent
