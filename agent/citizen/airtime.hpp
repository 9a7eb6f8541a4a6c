#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <optional>

#include "wire/time.hpp"

namespace magpie::agent::citizen {

/// What one visit costs at most: each packet as long as packets are, at the rate of the last one (Mbit/s; the lowest of
/// OFDM where none is known), and what it takes to scan and to join.
[[nodiscard]] std::chrono::duration<double> airtime_of(std::uint64_t packets, std::optional<std::uint64_t> link_speed);

/// What the visits of the last hour have cost, and whether one more may be. A value; owned by who visits.
class AirtimeBudget {
  public:
    using Seconds = std::chrono::duration<double>;

    /// `share` of each hour may be spent.
    explicit AirtimeBudget(double share) : share_(share) {}

    /// One that costs as much as the last.
    [[nodiscard]] bool has_room(const Now& now) const;
    void spend(Seconds cost, const Now& now);

    [[nodiscard]] Seconds total() const { return total_; }
    /// Of the last hour.
    [[nodiscard]] double share(const Now& now) const;

  private:
    struct Spent {
        Monotonic at{};
        Seconds cost{};
    };
    [[nodiscard]] Seconds of_last_hour(const Now& now) const;

    double share_;
    std::deque<Spent> spent_;  // of the last hour, as of the last visit
    Seconds total_{0};
};

}  // namespace magpie::agent::citizen
