#pragma once

#include <optional>
#include <vector>

#include "agent/stamp/moment.hpp"

namespace magpie::stamp {

/// Delay variation: how far above the least of the window a delay is (PDV, RFC 5481 §4.2). Of too few packets a high
/// quantile is nothing.
struct Variation {
    std::optional<Nanoseconds> median, p95, p99, p999;
};

/// Of the delays of a window: quantiles are delays that were there (nearest rank).
struct Distribution {
    Nanoseconds least{}, median{}, most{};
    std::optional<Nanoseconds> p95, p99;
    Variation variation;
};

/// Nothing of nothing. Sorts what it is given.
[[nodiscard]] std::optional<Distribution> distribution_of(std::vector<Nanoseconds>& delays);

}  // namespace magpie::stamp
