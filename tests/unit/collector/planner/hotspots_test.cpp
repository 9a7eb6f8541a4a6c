#include "collector/planner/hotspots.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

/// Ord and Getis 1995, equation 5, as it is written there.
double gi_star(const Ground& ground, const std::vector<double>& values, std::size_t cell) {
    const auto n = static_cast<double>(values.size());
    double mean = 0;
    double squares = 0;
    for (const double value : values) {
        mean += value / n;
        squares += value * value / n;
    }
    const double s = std::sqrt(squares - mean * mean);
    double weighted = 0;
    double w = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const auto here = ground.grid.center(i);
        const auto there = ground.grid.center(cell);
        if (std::abs(here.east - there.east) <= hotspot_meters &&
            std::abs(here.north - there.north) <= hotspot_meters) {
            weighted += values[i];
            w += 1;
        }
    }
    return (weighted - mean * w) / (s * std::sqrt((n * w - w * w) / (n - 1)));
}

TEST(Hotspots, AreGettisAndOrdsFormula) {
    const auto ground = test_ground(1700, 1300);
    std::mt19937_64 random(1);
    const auto values = random_demand(random, ground.grid);
    const auto spots = hotspots_of(ground, values);
    for (std::size_t i = 0; i < values.size(); i += 7) {
        EXPECT_NEAR(static_cast<double>(spots.z[i]), gi_star(ground, values, i), 1e-4);
    }
}

TEST(Hotspots, NoiseAloneIsNoCluster) {
    const auto ground = test_ground(8000, 6000);
    std::size_t found = 0;
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        std::mt19937_64 random(seed);
        std::uniform_real_distribution<double> people(0, 100);
        std::vector<double> values(ground.grid.size());
        for (auto& value : values) {
            value = people(random);
        }
        found += hotspots_of(ground, values).cells > 0 ? 1 : 0;
    }
    EXPECT_LE(found, 2U);
}

TEST(Hotspots, AClusterInTheNoiseIsFoundWhereItIs) {
    const auto ground = test_ground(8000, 6000);
    std::mt19937_64 random(2);
    std::uniform_real_distribution<double> people(0, 100);
    std::vector<double> values(ground.grid.size());
    for (auto& value : values) {
        value = people(random);
    }
    const auto middle = at(3050, 2050);
    for (std::size_t i = 0; i < values.size(); ++i) {
        values[i] += distance(ground.grid.center(i), middle) < 400 ? 60 : 0;
    }
    const auto spots = hotspots_of(ground, values);
    EXPECT_TRUE(spots.is_cluster(ground.grid.at(middle)));
    std::size_t far = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        far += spots.is_cluster(i) && distance(ground.grid.center(i), middle) > 900 ? 1 : 0;
    }
    EXPECT_LE(static_cast<double>(far), 0.1 * static_cast<double>(spots.cells));
}

TEST(Hotspots, WhereAllIsTheSameThereIsNone) {
    const auto ground = test_ground(800, 800);
    const auto spots = hotspots_of(ground, std::vector<double>(ground.grid.size(), 5));
    EXPECT_EQ(spots.cells, 0U);
    EXPECT_FALSE(spots.is_cluster(0));
}

TEST(Hotspots, OutsideOfTheCityNothingCounts) {
    auto ground = test_ground(1000, 1000);
    std::vector<double> values(ground.grid.size(), 1);
    values[55] = 100;
    ground.district_of[0] = no_district;
    --ground.cells;
    values[0] = 1e12;
    EXPECT_EQ(hotspots_of(ground, values).z[0], 0.0F);
    EXPECT_GT(hotspots_of(ground, values).z[55], 1.0F);
}

}  // namespace
}  // namespace magpie::collector::planner
