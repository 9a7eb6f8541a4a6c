#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "collector/planner/coverage.hpp"

namespace magpie::collector::planner {

/// One site of a plan, in the order in which they should be built.
struct Pick {
    std::size_t candidate = 0;  // index
    double gain = 0;            // demand served that was not before, given those picked before it
};

struct Plan {
    std::vector<Pick> picks;
    double gain = 0;   // of all
    double bound = 0;  // no choice within the budget gains more
    double spent = 0;
    std::size_t evaluations = 0;  // of a candidate's gain: what a greedy choice without laziness does n times a pick

    /// How much of the best possible this is at least; 1 where nothing is to be gained.
    [[nodiscard]] double least_share() const { return bound > 0 ? gain / bound : 1; }
};

/// How far it is, from 0 to 1.
using Progress = std::function<void(double)>;

/// Which candidates to build within the budget, to serve the most of `demand`: what is unserved now, by cell. Maximal
/// coverage with uncertain coverage is submodular (a site gains no more after others than before them), so a
/// candidate's old gain bounds its new one and most are never evaluated again (Minoux 1978, lazy greedy). At equal
/// costs no algorithm of polynomial time promises more than its 63 % (Nemhauser, Wolsey, Fisher 1978; Feige 1998); at
/// others the better of the greedy choice by gain, that by gain for its cost, and the best single site has a promise of
/// its own (Khuller, Moss, Naor 1999; Leskovec et al. 2007). `bound` says how good this very plan is, which is mostly
/// far better. Costs are positive. Candidates of the same gain are taken in their order.
[[nodiscard]] Plan choose(const Grid& grid, const Reaches& reaches, std::span<const Site> candidates,
                          std::span<const double> demand, double budget, const Progress& progress = {});

/// What the sites gain together.
[[nodiscard]] double gain_of(const Grid& grid, const Reaches& reaches, std::span<const Site> sites,
                             std::span<const double> demand);

}  // namespace magpie::collector::planner
