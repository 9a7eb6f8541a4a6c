#pragma once

#include <cstddef>

#include "collector/planner/layers.hpp"

/// A city that does not exist, for trials, tests and the bench: a river, parks, streets, districts of which some were
/// forgotten. The same for the same size on every machine.
namespace magpie::collector::planner {

struct CitySize {
    std::size_t columns = 0;  // districts, each of 5.5 by 4.4 km
    std::size_t rows = 0;
    std::size_t poles = 0;
    std::size_t candidates = 0;
    double population = 0;
    std::size_t scans = 0;
    std::size_t walk_tests = 0;
};

/// As large as Seoul: 605 square kilometres, 60,500 cells of 100 m.
inline constexpr CitySize seoul_size{.columns = 5,
                                     .rows = 5,
                                     .poles = 34'363,
                                     .candidates = 239'610,
                                     .population = 9'400'000,
                                     .scans = 6000,
                                     .walk_tests = 4000};
/// One to try things in.
inline constexpr CitySize small_size{.columns = 2,
                                     .rows = 2,
                                     .poles = 1200,
                                     .candidates = 6000,
                                     .population = 620'000,
                                     .scans = 1500,
                                     .walk_tests = 1200};

[[nodiscard]] City synthetic_city(const CitySize& size, int cell);

/// What its air is like, which a calibration should find.
[[nodiscard]] Laws true_laws(Environment environment);

}  // namespace magpie::collector::planner
