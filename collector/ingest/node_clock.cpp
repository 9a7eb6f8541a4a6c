#include "collector/ingest/node_clock.hpp"

#include <algorithm>

namespace magpie::collector {

namespace {

/// A line that is this much quicker or slower than before, or a clock that has drifted so far, is worth another date
/// for what is sent again; less is not.
constexpr Milliseconds worth_a_change{250};
/// Of a cheap oscillator: 100 in a million.
constexpr std::int64_t drift = 10'000;

}  // namespace

void NodeClock::hear(Monotonic sent, const Now& now) {
    const auto offset = now.wall.time_since_epoch() - sent.time_since_epoch();
    const bool same_boot = quickest_ && sent >= quickest_sent_;
    if (!same_boot || offset < *quickest_ + (sent - quickest_sent_) / drift) {
        quickest_ = offset;
        quickest_sent_ = sent;
    }
    if (!offset_ || *quickest_ - *offset_ > worth_a_change || *offset_ - *quickest_ > worth_a_change) {
        offset_ = quickest_;
    }
}

std::int64_t NodeClock::date(Monotonic taken) const {
    return (taken.time_since_epoch() + offset_.value_or(Milliseconds{})).count();
}

}  // namespace magpie::collector
