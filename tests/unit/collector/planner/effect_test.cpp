#include "collector/planner/effect.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

/// New sites far from each other, and people who walk around each and where there is none.
class EffectOfSites : public testing::Test {
  protected:
    EffectOfSites() {
        for (int i = 0; i < 12; ++i) {
            sites.push_back({.at = at(3000 * i, 0), .environment = Environment::urban});
        }
    }
    /// `served` of ten at each site, `far` of a hundred elsewhere.
    [[nodiscard]] std::vector<WalkTest> walk(int served, int far) const {
        std::vector<WalkTest> tests;
        for (const auto& site : sites) {
            for (int i = 0; i < 10; ++i) {
                tests.push_back({.at = {.east = site.at.east + 5 + 4 * i, .north = site.at.north},
                                 .rssi_dbm = i < served ? -60.0 : -80.0});
            }
        }
        for (int i = 0; i < 100; ++i) {
            tests.push_back({.at = at(-5000 - i, 0), .rssi_dbm = i < far ? std::optional(-60.0) : std::nullopt});
        }
        return tests;
    }
    [[nodiscard]] Effect effect(const std::vector<WalkTest>& before, const std::vector<WalkTest>& after) const {
        return effect_of({}, sites, before, after, plain_reaches(), -67);
    }

    std::vector<Site> sites;
};

TEST_F(EffectOfSites, IsTheChangeThere) {
    const auto result = effect(walk(0, 20), walk(9, 20));
    ASSERT_TRUE(result.measured);
    EXPECT_NEAR(*result.measured, 0.9, 1e-12);
    EXPECT_GT(result.predicted, 0.85);
    EXPECT_TRUE(result.as_predicted());
    EXPECT_EQ(result.sites[3].before.tests, 10U);
    EXPECT_EQ(result.sites[3].after.served, 9U);
    EXPECT_GT(result.sites[3].predicted_after, 0.8);
}

TEST_F(EffectOfSites, IsWithoutWhatChangedEverywhere) {
    const auto result = effect(walk(0, 20), walk(9, 50));
    EXPECT_NEAR(*result.measured, 0.6, 1e-12);
    EXPECT_FALSE(result.as_predicted());
}

TEST_F(EffectOfSites, OfSitesThatDoNothingIsNotAsPredicted) {
    const auto result = effect(walk(2, 20), walk(2, 20));
    EXPECT_NEAR(*result.measured, 0, 1e-12);
    EXPECT_FALSE(result.as_predicted());
}

TEST_F(EffectOfSites, WithoutTestsBothTimesIsNotMeasured) {
    EXPECT_FALSE(effect({}, walk(5, 0)).measured);
    EXPECT_FALSE(effect(walk(5, 0), {}).measured);
    EXPECT_FALSE(effect({}, {}).as_predicted());
}

TEST_F(EffectOfSites, SitesThatDifferMakeItUncertain) {
    auto after = walk(9, 20);
    for (std::size_t i = 0; i < 50; ++i) {
        after[i].rssi_dbm = -90;  // at the first five sites it does not work
    }
    const auto mixed = effect(walk(0, 20), after);
    EXPECT_GT(mixed.standard_error, effect(walk(0, 20), walk(9, 20)).standard_error * 1.5);
}

TEST_F(EffectOfSites, TestsBetweenNearAndFarTellOfNeither) {
    const auto result = effect({{.at = at(400, 0), .rssi_dbm = -60.0}}, {});
    EXPECT_EQ(result.all.before.tests, 0U);
    EXPECT_EQ(result.control_before.tests, 0U);
}

}  // namespace
}  // namespace magpie::collector::planner
