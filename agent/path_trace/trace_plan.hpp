#pragma once

#include <cstdint>
#include <optional>
#include <random>

#include "wire/time.hpp"

namespace magpie::agent {

struct TracePlanSettings {
    Milliseconds interval{300'000};  // from one trace to the next, at least
    Milliseconds spread{10'000};     // a trace begins anywhere within so long of what calls for it
};

/// When a trace may begin: one at a time, only while something is not reached, never sooner than an interval after the
/// one before; and at a moment of the node's own, for the poles behind one cut must not all trace at once. A value;
/// given `now`.
class TracePlan {
  public:
    TracePlan(const TracePlanSettings& settings, std::uint32_t seed) : settings_(settings), random_(seed) {}

    /// To be asked whenever something may have changed. True: begin now.
    [[nodiscard]] bool take(bool is_called_for, const Now& now);
    void ended() { under_way_ = false; }

  private:
    TracePlanSettings settings_;
    std::minstd_rand random_;
    bool under_way_ = false;
    std::optional<Monotonic> begin_at_;
    std::optional<Monotonic> begun_at_;
};

}  // namespace magpie::agent
