#include "collector/planner/coverage.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

TEST(Coverage, EachCellWithinReachIsSeenOnceWithItsProbability) {
    const auto ground = test_ground(2000, 1500, 1, 50);
    const auto& reaches = plain_reaches();
    std::mt19937_64 random(3);
    for (const auto& site : random_sites(random, 30, 2000, 1500)) {
        const auto& reach = reaches[static_cast<std::size_t>(site.environment)];
        std::vector<double> seen(ground.grid.size(), 0);
        for_each_served(ground.grid, reaches, site, [&](std::size_t cell, double p) { seen[cell] += p; });
        for (std::size_t i = 0; i < seen.size(); ++i) {
            const double away = distance(ground.grid.center(i), site.at);
            // Exactly at its end both are as right.
            if (std::abs(away - reach.range()) > 0.1) {
                EXPECT_NEAR(seen[i], static_cast<double>(reach.at(away * away)), 0.02);
            }
        }
    }
}

TEST(Coverage, ASiteOutsideOfTheGridServesWhatItReaches) {
    const auto ground = test_ground(1000, 1000);
    std::size_t cells = 0;
    for_each_served(ground.grid, plain_reaches(), {.at = at(-120, 450)}, [&](std::size_t cell, double /*p*/) {
        ++cells;
        EXPECT_LT(cell % ground.grid.columns, 4U);
    });
    EXPECT_GT(cells, 0U);
    for_each_served(ground.grid, plain_reaches(), {.at = at(-5000, 450)},
                    [](std::size_t /*cell*/, double /*p*/) { FAIL(); });
}

TEST(Unserved, OfTwoPolesIsTheProductOfEach) {
    const auto ground = test_ground(500, 500);
    const auto& reaches = plain_reaches();
    Unserved one(ground.grid, reaches);
    Unserved both(ground.grid, reaches);
    const Site site{.at = at(230, 250)};
    one.add(site);
    both.add(site);
    both.add(site);
    for (std::size_t i = 0; i < ground.grid.size(); ++i) {
        EXPECT_NEAR(both.by_cell()[i], one.by_cell()[i] * one.by_cell()[i], 1e-12);
    }
}

TEST(ServedAt, KnowsWhereExactlySomebodyStands) {
    const ServedAt served({{.at = at(100, 100)}, {.at = at(5000, 5000)}}, plain_reaches());
    EXPECT_NEAR(served(at(100, 101)), most_certain, 0.01);
    EXPECT_EQ(served(at(2500, 2500)), 0);
    EXPECT_GT(served(at(150, 100)), served(at(180, 100)));
}

}  // namespace
}  // namespace magpie::collector::planner
