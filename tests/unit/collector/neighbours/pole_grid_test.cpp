#include "collector/neighbours/pole_grid.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>
#include <set>
#include <vector>

namespace magpie::collector::neighbours {
namespace {

constexpr std::size_t no_limit = 1'000'000;

std::set<std::uint32_t> found(const PoleGrid& grid, std::uint32_t from) {
    std::set<std::uint32_t> numbers;
    for (int ring = 0; ring <= PoleGrid::rings; ++ring) {
        grid.visit_ring(from, ring, no_limit, [&](std::uint32_t number, double /*square*/) {
            EXPECT_TRUE(numbers.insert(number).second) << "twice: " << number;
        });
    }
    return numbers;
}

/// Along the great circle (haversine), in meters.
double distance(const Position& a, const Position& b) {
    const auto radians = [](double degrees) { return degrees * std::numbers::pi / 180; };
    const double up = std::sin(radians(b.latitude - a.latitude) / 2);
    const double aside = std::sin(radians(b.longitude - a.longitude) / 2);
    const double h = up * up + std::cos(radians(a.latitude)) * std::cos(radians(b.latitude)) * aside * aside;
    return 2 * 6'371'000 * std::asin(std::sqrt(h));
}

TEST(PoleGrid, FindsAllWithinTheDistanceAndNobodyElse) {
    std::minstd_rand random(7);
    for (const double latitude : {37.55, -33.9, 0.0, 64.1}) {
        PoleGrid grid(1000);
        grid.clear(400);
        std::uniform_real_distribution<double> offset(-0.02, 0.02);
        std::vector<Position> poles;
        for (int i = 0; i < 400; ++i) {
            poles.push_back({latitude + offset(random), 126.98 + offset(random)});
            EXPECT_EQ(grid.add(poles.back()), i);
        }
        for (std::uint32_t me = 0; me < poles.size(); ++me) {
            const auto near = found(grid, me);
            for (std::uint32_t other = 0; other < poles.size(); ++other) {
                const double meters = distance(poles[me], poles[other]);
                if (other == me || meters > 1002) {
                    EXPECT_FALSE(near.contains(other)) << meters;
                } else if (meters < 998) {
                    EXPECT_TRUE(near.contains(other)) << meters << " at " << latitude;
                }
            }
        }
    }
}

TEST(PoleGrid, NobodyBehindARingIsNearerThanItSays) {
    std::minstd_rand random(3);
    std::uniform_real_distribution<double> offset(-0.01, 0.01);
    PoleGrid grid(1000);
    grid.clear(300);
    for (int i = 0; i < 300; ++i) {
        grid.add({37.5 + offset(random), 127 + offset(random)});
    }
    for (std::uint32_t me = 0; me < 300; ++me) {
        for (int ring = 1; ring <= PoleGrid::rings; ++ring) {
            const double within = grid.seen_within(ring - 1);
            grid.visit_ring(me, ring, no_limit,
                            [&](std::uint32_t /*number*/, double square) { EXPECT_GT(square, within * within); });
        }
    }
}

TEST(PoleGrid, WhereAllStandInOnePlaceOnlySoManyAreLookedAt) {
    PoleGrid grid(1000);
    grid.clear(5000);
    for (int i = 0; i < 5000; ++i) {
        grid.add({37.5, 127});
    }
    std::size_t visited = 0;
    const auto looked = grid.visit_ring(0, 0, 100, [&](std::uint32_t /*number*/, double /*square*/) { ++visited; });
    EXPECT_LE(visited, 100U);
    EXPECT_LE(looked, 101U);
}

TEST(PoleGrid, TheEndsOfTheEarthAreNoTrouble) {
    PoleGrid grid(1000);
    grid.clear(8);
    for (const double latitude : {90.0, -90.0}) {
        for (const double longitude : {-180.0, 0.0, 180.0}) {
            grid.add({latitude, longitude});
        }
    }
    for (std::uint32_t me = 0; me < grid.size(); ++me) {
        (void)found(grid, me);
    }
}

}  // namespace
}  // namespace magpie::collector::neighbours
