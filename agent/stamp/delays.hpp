#pragma once

#include <optional>

#include "agent/stamp/moment.hpp"

namespace magpie::stamp {

/// The four times of a packet and its reflection, and who says so.
struct Times {
    WallTime t1, t2, t3, t4;
    ErrorEstimate here{};
    ErrorEstimate there{};
    Nanoseconds waited{};  // from before T1 to after T4 on our monotonic clock
};

struct OneWay {
    Nanoseconds forward{};
    Nanoseconds back{};
    Nanoseconds bound{};  // each is off by at most this
};

struct Delays {
    std::optional<Nanoseconds> round_trip;  // without the reflector's own time
    std::optional<OneWay> one_way;          // where both clocks are synchronised, and one can know how well
};

/// The greatest error with which a one-way delay is still told.
inline constexpr Nanoseconds most_one_way_error{100'000'000};

/// What cannot be is nothing, never 0: a round trip that takes no time or less, a reflector that answers before it
/// hears, a wall clock that was set in between.
[[nodiscard]] Delays delays_of(const Times& times);

}  // namespace magpie::stamp
