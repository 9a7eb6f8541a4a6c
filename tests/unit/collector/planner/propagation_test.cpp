#include "collector/planner/propagation.hpp"

#include <cmath>

#include <gtest/gtest.h>

namespace magpie::collector::planner {
namespace {

Reach reach(Environment environment, const Radio& radio = {}) {
    return {laws_of(environment), environment, radio};
}

/// From where on the median is below the threshold.
double median_range(const PathLoss& law, double gigahertz, double eirp_dbm, double threshold_dbm) {
    return std::pow(10,
                    (eirp_dbm - threshold_dbm - law.beta - 10 * law.gamma * std::log10(gigahertz)) / (10 * law.alpha));
}

// P.1411-10, 4.1.1, Table 4: equation (1) with its coefficients, worked out by hand.
TEST(Propagation, LossesAreThoseOfTheRecommendation) {
    EXPECT_NEAR(line_of_sight.median(100, 2.437), 42.4 + 29.2 + 21.1 * 0.386856, 1e-3);
    EXPECT_NEAR(line_of_sight.median(10, 1), 50.4, 1e-9);
    EXPECT_NEAR(high_rise.median(100, 1), 90.2, 1e-9);
    EXPECT_NEAR(residential.median(100, 10), 18.8 + 60.2 + 20.7, 1e-9);
}

TEST(Propagation, ReachesForTwentyDbmAreThoseKnown) {
    EXPECT_NEAR(median_range(line_of_sight, 2.437, 20, -67), 219, 1);
    EXPECT_NEAR(median_range(high_rise, 2.437, 20, -67), 49, 1);
    EXPECT_NEAR(median_range(line_of_sight, 5.5, 20, -67), 98, 1);
    EXPECT_NEAR(median_range(high_rise, 5.5, 20, -67), 30, 1);
    EXPECT_NEAR(median_range(line_of_sight, 6.1, 20, -67), 88, 1);
}

TEST(Propagation, AtTheMedianHalfOfThePlacesAreServed) {
    const double range = median_range(line_of_sight, 2.437, 20, -67);
    EXPECT_NEAR(coverage_probability(laws_of(Environment::open), Environment::open, {}, range), 0.5, 1e-9);
}

TEST(Propagation, UncertaintyOfAnExponentMakesFarPlacesMoreUncertain) {
    PathLoss measured = high_rise;
    measured.alpha_variance = 0.01;
    EXPECT_NEAR(measured.deviation(1), high_rise.sigma, 1e-12);
    EXPECT_NEAR(measured.deviation(100), std::sqrt(7.6 * 7.6 + 400 * 0.01), 1e-9);
}

TEST(Propagation, FartherIsNeverLikelier) {
    for (const auto environment : {Environment::open, Environment::urban, Environment::residential}) {
        double before = 1;
        for (double meters = 0; meters < 700; meters += 1) {
            const double now = coverage_probability(laws_of(environment), environment, {}, meters);
            EXPECT_LE(now, before + 1e-12) << meters;
            before = now;
        }
        EXPECT_EQ(before, 0);
    }
}

TEST(Propagation, NearByItIsAsGoodAsCertainAndNeverQuite) {
    EXPECT_DOUBLE_EQ(coverage_probability(laws_of(Environment::urban), Environment::urban, {}, 0), most_certain);
}

TEST(Propagation, InTheOpenAPoleIsAlwaysInSight) {
    EXPECT_EQ(sight_probability(Environment::open, 500), 1);
    EXPECT_EQ(sight_probability(Environment::urban, 18), 1);
    EXPECT_NEAR(sight_probability(Environment::urban, 36), 0.5 + 0.5 * std::exp(-1), 1e-9);
}

TEST(Reach, IsTheProbabilityByTheSquareOfTheDistance) {
    const auto urban = reach(Environment::urban);
    for (const double meters : {3.0, 20.0, 55.5, 120.0, 300.0}) {
        EXPECT_NEAR(static_cast<double>(urban.at(meters * meters)),
                    coverage_probability(laws_of(Environment::urban), Environment::urban, {}, meters), 0.02);
    }
    EXPECT_EQ(urban.at((urban.range() + 1) * (urban.range() + 1)), 0.0F);
    EXPECT_GE(static_cast<double>(urban.at(urban.range() * urban.range() - 9)), least_likely);
}

TEST(Reach, ARadioThatNobodyHearsHasNone) {
    EXPECT_EQ(reach(Environment::urban, {.gigahertz = 38, .eirp_dbm = -10, .threshold_dbm = -20}).range(), 0);
}

TEST(Environment, HasItsName) {
    EXPECT_EQ(environment_named("residential"), Environment::residential);
    EXPECT_EQ(environment_named("Urban"), std::nullopt);
    EXPECT_EQ(name_of(Environment::open), "open");
}

}  // namespace
}  // namespace magpie::collector::planner
