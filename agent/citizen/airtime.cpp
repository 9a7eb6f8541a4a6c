#include "agent/citizen/airtime.hpp"

#include <algorithm>

namespace magpie::agent::citizen {

namespace {

constexpr std::chrono::hours window{1};
/// A probe request and its answers on some thirty channels, and at most a dozen frames at the lowest rate to join.
constexpr AirtimeBudget::Seconds to_join{0.05};
constexpr double bits_of_a_packet = 1500 * 8;
/// Waiting for one's turn, preamble, acknowledgement.
constexpr double around_a_packet = 0.0002;
constexpr std::uint64_t slowest = 6;

}  // namespace

std::chrono::duration<double> airtime_of(std::uint64_t packets, std::optional<std::uint64_t> link_speed) {
    const auto rate = static_cast<double>(std::max<std::uint64_t>(link_speed.value_or(slowest), 1)) * 1e6;
    return to_join + AirtimeBudget::Seconds{static_cast<double>(packets) * (around_a_packet + bits_of_a_packet / rate)};
}

AirtimeBudget::Seconds AirtimeBudget::of_last_hour(const Now& now) const {
    Seconds sum{0};
    for (const auto& one : spent_) {
        sum += one.at + window > now.mono ? one.cost : Seconds{0};
    }
    return sum;
}

bool AirtimeBudget::has_room(const Now& now) const {
    const auto next = spent_.empty() ? to_join : spent_.back().cost;
    // One that is dearer than all there is would never be seen to have become cheaper.
    const auto spent = of_last_hour(now);
    return spent == Seconds{0} || spent + next <= share_ * Seconds(window);
}

void AirtimeBudget::spend(Seconds cost, const Now& now) {
    std::erase_if(spent_, [&](const Spent& one) { return one.at + window <= now.mono; });
    spent_.push_back({now.mono, cost});
    total_ += cost;
}

double AirtimeBudget::share(const Now& now) const {
    return std::min(1.0, of_last_hour(now) / Seconds(window));
}

}  // namespace magpie::agent::citizen
