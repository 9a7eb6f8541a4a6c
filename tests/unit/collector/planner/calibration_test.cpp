#include "collector/planner/calibration.hpp"

#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace magpie::collector::planner {
namespace {

/// Signals in a street of these laws; what is weaker than `limit_db` allows is not heard.
std::vector<PathSample> measured(const Laws& laws, Environment environment, std::size_t count, double limit_db) {
    std::mt19937_64 random(1);
    std::uniform_real_distribution<double> meters(10, 250);
    std::uniform_real_distribution<double> any(0, 1);
    std::normal_distribution<double> normal;
    std::vector<PathSample> samples;
    for (std::size_t i = 0; i < count; ++i) {
        PathSample sample{.environment = environment, .meters = meters(random), .gigahertz = 2.437};
        const auto& law = any(random) < sight_probability(environment, sample.meters) ? laws.in_sight : laws.hidden;
        sample.loss_db = law.median(sample.meters, sample.gigahertz) + law.sigma * normal(random);
        sample.not_heard = sample.loss_db > limit_db;
        sample.loss_db = std::min(sample.loss_db, limit_db);
        samples.push_back(sample);
    }
    return samples;
}

Laws other_city() {
    auto laws = laws_of(Environment::urban);
    laws.in_sight.alpha += 0.15;
    laws.hidden.alpha -= 0.3;
    return laws;
}

TEST(Calibration, OfFewSamplesTheRecommendationStands) {
    const auto samples = measured(other_city(), Environment::urban, least_samples - 1, 200);
    const auto result = calibrated(Environment::urban, samples);
    EXPECT_EQ(result.samples, least_samples - 1);
    EXPECT_FALSE(result.in_sight_calibrated);
    EXPECT_FALSE(result.hidden_calibrated);
    EXPECT_EQ(result.laws.hidden.alpha, high_rise.alpha);
    EXPECT_EQ(result.laws.hidden.alpha_variance, 0);
}

TEST(Calibration, FindsTheLossesOfACityWithinItsOwnUncertainty) {
    const auto city = other_city();
    const auto result = calibrated(Environment::urban, measured(city, Environment::urban, 4000, 200));
    EXPECT_TRUE(result.in_sight_calibrated && result.hidden_calibrated);
    for (const double meters : {30.0, 80.0, 150.0}) {
        EXPECT_NEAR(result.laws.hidden.median(meters, 2.437), city.hidden.median(meters, 2.437), 1.2) << meters;
        EXPECT_NEAR(result.laws.in_sight.median(meters, 2.437), city.in_sight.median(meters, 2.437), 1.2) << meters;
    }
    EXPECT_NEAR(result.laws.hidden.alpha, city.hidden.alpha, 4 * std::sqrt(result.laws.hidden.alpha_variance));
    EXPECT_LT(std::sqrt(result.laws.hidden.alpha_variance), 0.1);
}

TEST(Calibration, PolesThatWereNotHeardCountForWhatTheyAre) {
    const auto city = other_city();
    const auto all = measured(city, Environment::urban, 4000, 105);
    const auto right = calibrated(Environment::urban, all);
    ASSERT_GT(right.not_heard, 400U);
    std::vector<PathSample> heard;
    for (const auto& sample : all) {
        if (!sample.not_heard) {
            heard.push_back(sample);
        }
    }
    const auto wrong = calibrated(Environment::urban, heard);
    const double truth = city.hidden.median(200, 2.437);
    EXPECT_NEAR(right.laws.hidden.median(200, 2.437), truth, 2);
    EXPECT_LT(wrong.laws.hidden.median(200, 2.437), truth - 2);
}

TEST(Calibration, MoreSamplesMakeItMoreCertain) {
    const auto some = calibrated(Environment::urban, measured(other_city(), Environment::urban, 400, 200));
    const auto many = calibrated(Environment::urban, measured(other_city(), Environment::urban, 4000, 200));
    EXPECT_LT(many.laws.hidden.alpha_variance, some.laws.hidden.alpha_variance / 2);
}

TEST(Calibration, OtherEnvironmentsAreLeftAlone) {
    const auto samples = measured(other_city(), Environment::urban, 1000, 200);
    EXPECT_EQ(calibrated(Environment::residential, samples).samples, 0U);
}

}  // namespace
}  // namespace magpie::collector::planner
