#pragma once

#include <algorithm>
#include <cstdint>
#include <random>

#include "wire/time.hpp"

namespace magpie::sparkplug {

/// Exponential back-off with full jitter: the n-th wait is uniform in [0, min(cap, base * 2^n)], so that a city that
/// lost its broker does not come back as one.
class Backoff {
  public:
    /// Seeds are spread, for this generator begins alike after seeds that are neighbours, or small.
    Backoff(Milliseconds base, Milliseconds cap, std::uint32_t seed)
        : base_(base), cap_(cap), random_(seed * 2654435761U) {}

    [[nodiscard]] Milliseconds next() {
        const auto most = std::min(cap_, base_ * (std::int64_t{1} << std::min(failures_, 20)));
        ++failures_;
        return Milliseconds{std::uniform_int_distribution<std::int64_t>(0, most.count())(random_)};
    }
    void reset() { failures_ = 0; }

  private:
    Milliseconds base_;
    Milliseconds cap_;
    int failures_ = 0;
    std::minstd_rand random_;
};

}  // namespace magpie::sparkplug
