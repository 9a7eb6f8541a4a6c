#include "collector/neighbours/deviation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace magpie::collector::neighbours {

namespace {

/// The standard deviation of a normal distribution is so many of its median absolute deviations.
constexpr double normal = 1.4826;

double median(std::span<double> values) {
    std::ranges::sort(values);
    const auto half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

}  // namespace

std::optional<double> deviation(double value, std::span<double> others, double floor) {
    if (others.size() < least_neighbours) {
        return std::nullopt;
    }
    const auto middle = median(others);
    for (auto& other : others) {
        other = std::abs(other - middle);
    }
    return (value - middle) / std::max(normal * median(others), floor);
}

}  // namespace magpie::collector::neighbours
