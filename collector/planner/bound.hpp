#pragma once

#include <functional>
#include <span>

#include "collector/planner/coverage.hpp"

namespace magpie::collector::planner {

/// What no choice of candidates within the budget can exceed. For a cell, any m of [0, 1] and any set of sites, 1 -
/// prod(1 - p) <= 1 - m + m sum(p). Summed over all cells that is a bound, whose second part is a knapsack, itself
/// bounded by its fractional best. Which m are good is found by Frank and Wolfe's method (1956) on min(1, sum(p)),
/// smoothed; the first ones are those of the plan. `first_gains`: of each candidate, alone.
[[nodiscard]] double upper_bound(const Grid& grid, const Reaches& reaches, std::span<const Site> candidates,
                                 std::span<const double> first_gains, std::span<const double> demand, double budget,
                                 std::span<const std::size_t> picked, double gain_of_plan,
                                 const std::function<void(double)>& progress = {});

}  // namespace magpie::collector::planner
