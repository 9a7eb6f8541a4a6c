#include "collector/planner/choice.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

constexpr double width = 900;
constexpr double height = 700;

double cost_of(const std::vector<Site>& sites) {
    double sum = 0;
    for (const auto& site : sites) {
        sum += site.cost;
    }
    return sum;
}

/// By looking at every set there is.
double optimum(const Ground& ground, const std::vector<Site>& candidates, const std::vector<double>& demand,
               double budget) {
    double best = 0;
    for (unsigned set = 0; set < 1U << candidates.size(); ++set) {
        std::vector<Site> sites;
        for (std::size_t i = 0; i < candidates.size(); ++i) {
            if ((set >> i & 1U) != 0) {
                sites.push_back(candidates[i]);
            }
        }
        if (cost_of(sites) <= budget) {
            best = std::max(best, gain_of(ground.grid, plain_reaches(), sites, demand));
        }
    }
    return best;
}

std::vector<Site> picked(const Plan& plan, const std::vector<Site>& candidates) {
    std::vector<Site> sites;
    for (const auto& pick : plan.picks) {
        sites.push_back(candidates[pick.candidate]);
    }
    return sites;
}

struct Case {
    Ground ground;
    std::vector<Site> candidates;
    std::vector<double> demand;
};

Case some_case(std::uint64_t seed, std::size_t candidates, bool costs_differ) {
    std::mt19937_64 random(seed);
    Case one{.ground = test_ground(width, height),
             .candidates = random_sites(random, candidates, width, height),
             .demand = {}};
    one.demand = random_demand(random, one.ground.grid);
    std::uniform_real_distribution<double> cost(0.5, 3);
    for (auto& site : one.candidates) {
        site.cost = costs_differ ? cost(random) : 1;
    }
    return one;
}

TEST(Choice, AtEqualCostsIsNeverBelowItsPromiseOfTheExhaustiveOptimum) {
    double worst = 1;
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        const auto one = some_case(seed, 11, false);
        const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 4);
        const double best = optimum(one.ground, one.candidates, one.demand, 4);
        EXPECT_EQ(plan.picks.size(), 4U);
        EXPECT_LE(plan.gain, best * (1 + 1e-9)) << seed;
        EXPECT_GE(plan.gain, best * (1 - std::exp(-1.0))) << seed;
        EXPECT_GE(plan.bound, best * (1 - 1e-9)) << seed;
        worst = std::min(worst, plan.gain / best);
    }
    EXPECT_GT(worst, 0.9);  // far better than what is promised
}

TEST(Choice, AtDifferentCostsStaysWithinTheBudgetAndItsBoundHolds) {
    for (std::uint64_t seed = 1; seed <= 15; ++seed) {
        const auto one = some_case(seed, 10, true);
        const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 5);
        const double best = optimum(one.ground, one.candidates, one.demand, 5);
        EXPECT_LE(plan.spent, 5);
        EXPECT_NEAR(plan.spent, cost_of(picked(plan, one.candidates)), 1e-9);
        EXPECT_GE(plan.gain, best * (1 - std::exp(-0.5))) << seed;
        EXPECT_LE(plan.gain, best * (1 + 1e-9)) << seed;
        EXPECT_GE(plan.bound, best * (1 - 1e-9)) << seed;
    }
}

TEST(Choice, TheGainIsThatOfItsSites) {
    const auto one = some_case(7, 60, true);
    const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 12);
    double sum = 0;
    for (const auto& pick : plan.picks) {
        sum += pick.gain;
    }
    EXPECT_NEAR(sum, plan.gain, 1e-9 * plan.gain);
    EXPECT_NEAR(plan.gain, gain_of(one.ground.grid, plain_reaches(), picked(plan, one.candidates), one.demand),
                1e-9 * plan.gain);
}

TEST(Choice, LaterSitesGainNoMoreThanEarlierOnes) {
    const auto one = some_case(8, 200, false);
    const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 30);
    for (std::size_t i = 1; i < plan.picks.size(); ++i) {
        EXPECT_LE(plan.picks[i].gain, plan.picks[i - 1].gain * (1 + 1e-9));
    }
}

TEST(Choice, IsThatOfAGreedyThatLooksAtEverybodyEachTime) {
    const auto one = some_case(9, 60, false);
    const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 10);
    std::vector<Site> sites;
    std::vector<std::size_t> taken;
    for (const auto& pick : plan.picks) {
        double best = -1;
        std::size_t which = 0;
        for (std::size_t i = 0; i < one.candidates.size(); ++i) {
            if (std::find(taken.begin(), taken.end(), i) != taken.end()) {
                continue;
            }
            auto with = sites;
            with.push_back(one.candidates[i]);
            const double gain = gain_of(one.ground.grid, plain_reaches(), with, one.demand);
            if (gain > best + 1e-9) {
                best = gain;
                which = i;
            }
        }
        EXPECT_EQ(pick.candidate, which);
        sites.push_back(one.candidates[which]);
        taken.push_back(which);
    }
    EXPECT_LT(plan.evaluations, one.candidates.size() * 10 / 2);
}

TEST(Choice, TheBoundIsNeverBelowThePlan) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const auto one = some_case(seed, 150, seed % 2 == 0);
        for (const double budget : {1.0, 7.0, 40.0, 500.0}) {
            const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, budget);
            EXPECT_GE(plan.bound, plan.gain);
            EXPECT_LE(plan.least_share(), 1);
            EXPECT_GT(plan.least_share(), budget < 2 ? 0.5 : 0.7) << seed << ' ' << budget;
        }
    }
}

TEST(Choice, TheSameInputHasTheSamePlan) {
    const auto one = some_case(11, 150, true);
    const auto first = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 10);
    const auto second = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 10);
    ASSERT_EQ(first.picks.size(), second.picks.size());
    for (std::size_t i = 0; i < first.picks.size(); ++i) {
        EXPECT_EQ(first.picks[i].candidate, second.picks[i].candidate);
        EXPECT_EQ(first.picks[i].gain, second.picks[i].gain);
    }
    EXPECT_EQ(first.bound, second.bound);
}

TEST(Choice, OfTwinsTheFirstIsTaken) {
    auto one = some_case(12, 1, false);
    one.candidates.push_back(one.candidates.front());
    const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 1);
    ASSERT_EQ(plan.picks.size(), 1U);
    EXPECT_EQ(plan.picks[0].candidate, 0U);
}

TEST(Choice, OneDearSiteBeatsCheapOnesThatServeNobody) {
    auto one = some_case(13, 2, false);
    std::fill(one.demand.begin(), one.demand.end(), 0);
    one.demand[one.ground.grid.at(at(50, 50))] = 1000;
    one.demand[one.ground.grid.at(at(850, 650))] = 1;
    one.candidates = {{.at = at(50, 50), .environment = Environment::urban, .cost = 10},
                      {.at = at(850, 650), .environment = Environment::urban, .cost = 0.001}};
    const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 10);
    ASSERT_EQ(plan.picks.size(), 1U);
    EXPECT_EQ(plan.picks[0].candidate, 0U);
}

TEST(Choice, WhatCostsTooMuchOrServesNobodyIsNotChosen) {
    auto one = some_case(14, 3, false);
    one.candidates[0].cost = 100;
    one.candidates[1].at = at(50'000, 50'000);
    const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 5);
    ASSERT_EQ(plan.picks.size(), 1U);
    EXPECT_EQ(plan.picks[0].candidate, 2U);
    EXPECT_NEAR(plan.bound, plan.gain, 2e-4 * plan.gain);
}

TEST(Choice, WithoutCandidatesThereIsAnEmptyPlan) {
    const auto one = some_case(15, 0, false);
    const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 5);
    EXPECT_TRUE(plan.picks.empty());
    EXPECT_EQ(plan.gain, 0);
    EXPECT_EQ(plan.bound, 0);
}

TEST(Choice, ProgressGoesFromBeginningToEndAndNeverBack) {
    const auto one = some_case(16, 100, false);
    double last = 0;
    const auto plan = choose(one.ground.grid, plain_reaches(), one.candidates, one.demand, 10, [&](double share) {
        EXPECT_GE(share, last);
        EXPECT_LE(share, 1);
        last = share;
    });
    EXPECT_GT(last, 0.4);
    EXPECT_FALSE(plan.picks.empty());
}

}  // namespace
}  // namespace magpie::collector::planner
