#include "agent/path/reachability_window.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent {

namespace {

/// Of a report, which is mostly of ten seconds; of longer ones the latest.
constexpr std::size_t most_round_trips = 1024;

/// The nearest rank of what is sorted.
probe::Nanoseconds quantile(const std::vector<probe::Nanoseconds>& sorted, std::size_t percent) {
    return sorted[(sorted.size() * percent + 99) / 100 - 1];
}

}  // namespace

void ReachabilityWindow::add(const probe::Outcome& outcome) {
    ++now_.sent;
    ++now_.ended[static_cast<std::size_t>(outcome.state)];
    now_.last = outcome;
    if (outcome.state != probe::State::answered || !outcome.round_trip) {
        return;
    }
    now_.most = std::max(now_.most.value_or(*outcome.round_trip), *outcome.round_trip);
    if (round_trips_.size() < most_round_trips) {
        round_trips_.push_back(*outcome.round_trip);
    } else {
        round_trips_[answered_ % most_round_trips] = *outcome.round_trip;
    }
    ++answered_;
}

Reachability ReachabilityWindow::take() {
    if (!round_trips_.empty()) {
        std::ranges::sort(round_trips_);
        now_.median = quantile(round_trips_, 50);
        now_.p95 = quantile(round_trips_, 95);
    }
    round_trips_.clear();
    answered_ = 0;
    return std::exchange(now_, Reachability{.last = now_.last});
}

}  // namespace magpie::agent
