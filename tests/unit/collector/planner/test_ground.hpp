#pragma once

#include <random>
#include <vector>

#include "collector/planner/coverage.hpp"
#include "collector/planner/layers.hpp"

/// Small grounds for tests.
namespace magpie::collector::planner {

inline const Reaches& plain_reaches() {
    static const Reaches reaches{Reach(laws_of(Environment::open), Environment::open, {}),
                                 Reach(laws_of(Environment::urban), Environment::urban, {}),
                                 Reach(laws_of(Environment::residential), Environment::residential, {})};
    return reaches;
}

constexpr Point test_corner{.east = 950'000, .north = 1'950'000};

inline Point at(double east, double north) {
    return {.east = test_corner.east + east, .north = test_corner.north + north};
}

/// Districts side by side, each of this width and height in metres.
inline Ground test_ground(double width, double height, std::size_t districts = 1, int cell = 100) {
    std::vector<District> all;
    for (std::size_t i = 0; i < districts; ++i) {
        const double west = static_cast<double>(i) * width;
        all.push_back(
            {.name = "district-" + std::to_string(i + 1),
             .area = {.rings = {{at(west, 0), at(west + width, 0), at(west + width, height), at(west, height)}}}});
    }
    return *ground_of(std::move(all), cell);
}

inline std::vector<Site> random_sites(std::mt19937_64& random, std::size_t count, double width, double height) {
    std::uniform_real_distribution<double> east(0, width);
    std::uniform_real_distribution<double> north(0, height);
    std::vector<Site> sites;
    for (std::size_t i = 0; i < count; ++i) {
        const double x = east(random);
        sites.push_back(
            {.at = at(x, north(random)), .environment = static_cast<Environment>(i % environment_names.size())});
    }
    return sites;
}

inline std::vector<double> random_demand(std::mt19937_64& random, const Grid& grid) {
    std::exponential_distribution<double> people(0.02);
    std::vector<double> demand(grid.size());
    for (auto& amount : demand) {
        amount = people(random);
    }
    return demand;
}

}  // namespace magpie::collector::planner
