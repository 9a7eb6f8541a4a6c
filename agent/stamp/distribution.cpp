#include "agent/stamp/distribution.hpp"

#include <algorithm>
#include <cstddef>

namespace magpie::stamp {

namespace {

/// `thousandths` of the sorted delays are not above it; nothing where not one in as many would be.
std::optional<Nanoseconds> quantile(const std::vector<Nanoseconds>& sorted, std::size_t thousandths) {
    if (sorted.size() * (1000 - thousandths) < 1000) {
        return std::nullopt;
    }
    return sorted[(sorted.size() * thousandths + 999) / 1000 - 1];
}

}  // namespace

std::optional<Distribution> distribution_of(std::vector<Nanoseconds>& delays) {
    if (delays.empty()) {
        return std::nullopt;
    }
    std::ranges::sort(delays);
    const auto least = delays.front();
    const auto above_least = [&](std::size_t thousandths) {
        auto delay = quantile(delays, thousandths);
        return delay ? std::optional(*delay - least) : std::nullopt;
    };
    return Distribution{.least = least,
                        .median = delays[(delays.size() + 1) / 2 - 1],
                        .most = delays.back(),
                        .p95 = quantile(delays, 950),
                        .p99 = quantile(delays, 990),
                        .variation = {above_least(500), above_least(950), above_least(990), above_least(999)}};
}

}  // namespace magpie::stamp
