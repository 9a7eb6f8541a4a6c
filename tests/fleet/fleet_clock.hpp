#pragma once

#include <cmath>

#include "platform/clock/clock.hpp"

namespace magpie::fleet {

/// The clock of this machine, which the poles take for synchronised as those of a city are; or one that begins with it
/// and goes faster. Nobody vouches for what a faster one shows: a collector then dates the reports by when they come,
/// instead of refusing them as of the future.
class FleetClock final : public platform::Clock {
  public:
    explicit FleetClock(double speed) : speed_(speed), start_(real_.now()) {}

    [[nodiscard]] Now now() const override {
        const auto real = real_.now();
        if (speed_ == 1) {
            return {real.mono, real.wall, true};
        }
        const auto passed = static_cast<double>((real.mono - start_.mono).count());
        const Milliseconds virtual_passed{std::llround(passed * speed_)};
        return {start_.mono + virtual_passed, start_.wall + virtual_passed, false};
    }
    [[nodiscard]] double speed() const { return speed_; }

  private:
    platform::SystemClock real_;
    double speed_;
    Now start_;
};

}  // namespace magpie::fleet
