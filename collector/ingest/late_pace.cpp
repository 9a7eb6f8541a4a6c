#include "collector/ingest/late_pace.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace magpie::collector {

namespace {

/// What a node does by itself (docs/protocol.md).
constexpr Milliseconds least_spacing{5};
/// An acknowledgement takes no more.
constexpr Milliseconds longest_spacing = std::chrono::hours(1);

std::int64_t second_of(Monotonic time) {
    return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

void LatePace::turn_to(std::int64_t second) {
    for (auto gone = std::max(second_ + 1, second - seconds + 1); gone <= second; ++gone) {
        auto& noted = noted_[static_cast<std::size_t>(gone % seconds)];
        nodes_ -= noted;
        noted = 0;
    }
    second_ = std::max(second_, second);
}

void LatePace::note(Mark& mark, Monotonic now) {
    turn_to(second_of(now));
    if (mark && *mark > second_ - seconds) {
        --noted_[static_cast<std::size_t>(*mark % seconds)];
        --nodes_;
    }
    mark = second_;
    ++noted_[static_cast<std::size_t>(second_ % seconds)];
    ++nodes_;
}

Milliseconds LatePace::spacing(Monotonic now) {
    turn_to(second_of(now));
    const Milliseconds spacing{
        static_cast<std::int64_t>(std::ceil(1000.0 * static_cast<double>(nodes_) / per_second_))};
    return spacing <= least_spacing ? Milliseconds{0} : std::min(spacing, longest_spacing);
}

}  // namespace magpie::collector
