#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "collector/planner/layers.hpp"

namespace magpie::collector::planner {

/// What one district has.
struct DistrictShare {
    double population = 0;
    double demand = 0;
    double unserved = 0;        // demand
    double unserved_after = 0;  // with the plan
    std::size_t poles = 0;
    std::size_t planned = 0;

    [[nodiscard]] double served_share() const { return demand > 0 ? 1 - unserved / demand : 1; }
    [[nodiscard]] double served_share_after() const { return demand > 0 ? 1 - unserved_after / demand : 1; }
    /// Nothing of nobody.
    [[nodiscard]] double per_10000(std::size_t count) const {
        return population > 0 ? static_cast<double>(count) * 10'000 / population : 0;
    }
};

struct Equity {
    std::vector<DistrictShare> districts;
    /// Gini's coefficient of poles for each inhabitant, over districts: 0 where all have the same, 1 where one has all.
    double gini = 0;
    double gini_after = 0;
};

/// `unserved` and `unserved_after`: probability by cell.
[[nodiscard]] Equity equity_of(const Ground& ground, const Demand& demand, std::span<const double> weighted,
                               std::span<const double> unserved, std::span<const double> unserved_after,
                               std::span<const Site> poles, std::span<const Site> planned);

}  // namespace magpie::collector::planner
