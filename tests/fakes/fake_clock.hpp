#pragma once

#include "platform/clock/clock.hpp"

namespace magpie::fakes {

/// A clock that only moves when told to. Starts an hour after boot, on 2026-01-01, synchronised.
class FakeClock final : public platform::Clock {
  public:
    [[nodiscard]] Now now() const override { return now_; }

    /// Both clocks move on.
    void advance(Milliseconds by) {
        now_.mono += by;
        now_.wall += by;
    }
    /// Somebody sets the wall clock: forwards or back, no time passes.
    void wall_steps(Milliseconds by) { now_.wall += by; }
    /// The board starts without a battery for its clock: the wall clock is wrong and nobody vouches for it.
    void wall_is_lost(UtcMs shows = UtcMs{}) {
        now_.wall = shows;
        now_.wall_known = false;
    }
    /// NTP has set the wall clock.
    void wall_becomes_known(UtcMs truth) {
        now_.wall = truth;
        now_.wall_known = true;
    }

  private:
    Now now_{Monotonic(std::chrono::hours(1)), std::chrono::sys_days(std::chrono::year(2026) / 1 / 1), true};
};

}  // namespace magpie::fakes
