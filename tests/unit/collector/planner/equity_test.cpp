#include "collector/planner/equity.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

Equity equity(const std::vector<double>& people, const std::vector<Site>& poles, const std::vector<Site>& planned) {
    const auto ground = test_ground(500, 500, people.size());
    Demand demand;
    for (auto& kind : demand.kinds) {
        kind.assign(ground.grid.size(), 0);
    }
    for (std::size_t i = 0; i < ground.grid.size(); ++i) {
        demand.kinds[0][i] = people[ground.district_of[i]] / 25;
    }
    const std::vector<double> before(ground.grid.size(), 0.5);
    const std::vector<double> after(ground.grid.size(), 0.25);
    return equity_of(ground, demand, weighted(demand, {}), before, after, poles, planned);
}

TEST(Equity, CountsForTenThousandPeople) {
    const auto result =
        equity({20'000, 5000}, {{.at = at(50, 50)}, {.at = at(60, 50)}, {.at = at(700, 50)}, {.at = at(-900, 0)}},
               {{.at = at(800, 100)}});
    EXPECT_NEAR(result.districts[0].population, 20'000, 1e-6);
    EXPECT_EQ(result.districts[0].poles, 2U);
    EXPECT_NEAR(result.districts[0].per_10000(result.districts[0].poles), 1, 1e-9);
    EXPECT_NEAR(result.districts[1].per_10000(result.districts[1].poles), 2, 1e-9);
    EXPECT_EQ(result.districts[1].planned, 1U);
    EXPECT_NEAR(result.districts[0].served_share(), 0.5, 1e-9);
    EXPECT_NEAR(result.districts[0].served_share_after(), 0.75, 1e-9);
}

TEST(Equity, WhereAllHaveTheSameThereIsNoInequality) {
    EXPECT_NEAR(equity({1000, 1000}, {{.at = at(50, 50)}, {.at = at(700, 50)}}, {}).gini, 0, 1e-12);
    EXPECT_NEAR(equity({2000, 1000}, {{.at = at(50, 50)}, {.at = at(60, 50)}, {.at = at(700, 50)}}, {}).gini, 0, 1e-12);
}

TEST(Equity, WhereOneHasAllItIsTheShareOfTheOthers) {
    const auto result =
        equity({1000, 3000}, {{.at = at(50, 50)}}, {{.at = at(700, 50)}, {.at = at(710, 50)}, {.at = at(720, 50)}});
    EXPECT_NEAR(result.gini, 0.75, 1e-12);
    EXPECT_NEAR(result.gini_after, 0, 1e-12);
}

TEST(Equity, OfNobodyThereIsNoCount) {
    const auto result = equity({0, 1000}, {{.at = at(50, 50)}}, {});
    EXPECT_EQ(result.districts[0].per_10000(1), 0);
    EXPECT_EQ(result.districts[0].served_share(), 1);
    EXPECT_EQ(equity({1000, 1000}, {}, {}).gini, 0);
}

}  // namespace
}  // namespace magpie::collector::planner
