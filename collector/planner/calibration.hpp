#pragma once

#include <cstddef>
#include <span>

#include "collector/planner/propagation.hpp"

namespace magpie::collector::planner {

/// One signal between two known places: a pole heard by a pole, or in a walk test. Nothing of a client.
struct PathSample {
    Environment environment = Environment::urban;
    double meters = 0;
    double gigahertz = 0;
    double loss_db = 0;
    /// The other was listened for and not heard: the loss is greater than this. Who leaves those out finds that far
    /// poles are always strong, for only those that were strong are on his list.
    bool not_heard = false;
};

/// Fewer say nothing of a city.
inline constexpr std::size_t least_samples = 30;

struct Calibration {
    Laws laws{};
    std::size_t samples = 0;    // of this environment
    std::size_t not_heard = 0;  // of these
    bool in_sight_calibrated = false;
    bool hidden_calibrated = false;
};

/// The laws of an environment by what was measured in it: expectation-maximisation over which signals were in sight
/// (nobody writes that down) and how strong those not heard would have been; the recommendation is the prior. A law of
/// fewer than `least_samples` stays the recommendation's.
[[nodiscard]] Calibration calibrated(Environment environment, std::span<const PathSample> samples);

}  // namespace magpie::collector::planner
