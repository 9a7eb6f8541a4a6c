#include "collector/planner/bound.hpp"

#include <gtest/gtest.h>

#include "collector/planner/choice.hpp"
#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

std::vector<double> gains_alone(const Ground& ground, const std::vector<Site>& candidates,
                                const std::vector<double>& demand) {
    std::vector<double> gains;
    gains.reserve(candidates.size());
    for (const auto& site : candidates) {
        gains.push_back(gain_of(ground.grid, plain_reaches(), std::vector<Site>{site}, demand));
    }
    return gains;
}

TEST(Bound, HoldsForEveryChoiceWhateverPlanItBeginsWith) {
    const auto ground = test_ground(900, 700);
    std::mt19937_64 random(5);
    const auto candidates = random_sites(random, 25, 900, 700);
    const auto demand = random_demand(random, ground.grid);
    const auto gains = gains_alone(ground, candidates, demand);
    for (std::size_t first = 0; first < 6; ++first) {
        const std::vector<std::size_t> plan{first};
        const double bound =
            upper_bound(ground.grid, plain_reaches(), candidates, gains, demand, 5, plan, gains[first]);
        for (int i = 0; i < 200; ++i) {
            std::vector<Site> some;
            for (std::size_t n = 0; n < 5; ++n) {
                some.push_back(candidates[random() % candidates.size()]);
            }
            ASSERT_GE(bound, gain_of(ground.grid, plain_reaches(), some, demand));
        }
    }
}

TEST(Bound, IsExactWhereSitesDoNotMeet) {
    const auto ground = test_ground(6000, 300);
    std::vector<Site> candidates;
    candidates.reserve(4);
    for (int i = 0; i < 4; ++i) {
        candidates.push_back({.at = at(700 + 1500 * i, 150), .environment = Environment::urban});
    }
    std::vector<double> demand(ground.grid.size(), 10);
    const auto gains = gains_alone(ground, candidates, demand);
    const std::vector<std::size_t> plan{0, 1};
    const double gain = gains[0] + gains[1];
    EXPECT_NEAR(upper_bound(ground.grid, plain_reaches(), candidates, gains, demand, 2, plan, gain), gain, 2e-3 * gain);
}

TEST(Bound, IsNeverMoreThanAllThereIs) {
    const auto ground = test_ground(300, 300);
    std::mt19937_64 random(6);
    const auto candidates = random_sites(random, 50, 300, 300);
    const std::vector<double> demand(ground.grid.size(), 1);
    const auto gains = gains_alone(ground, candidates, demand);
    EXPECT_LE(upper_bound(ground.grid, plain_reaches(), candidates, gains, demand, 50, {}, 0),
              static_cast<double>(ground.grid.size()));
}

}  // namespace
}  // namespace magpie::collector::planner
