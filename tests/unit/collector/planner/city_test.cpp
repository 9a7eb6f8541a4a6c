#include "collector/planner/city.hpp"

#include <set>

#include <gtest/gtest.h>

namespace magpie::collector::planner {
namespace {

TEST(City, OfTheSizeOfSeoulHasItsCells) {
    auto size = seoul_size;
    size.poles = 50;  // those cost time
    size.candidates = 50;
    size.scans = 0;
    size.walk_tests = 0;
    EXPECT_EQ(synthetic_city(size, 100).ground.cells, 60'500U);
}

TEST(City, HasWhatItsSizeSays) {
    const auto city = synthetic_city(small_size, 100);
    EXPECT_EQ(city.ground.districts.size(), 4U);
    EXPECT_EQ(city.poles.size(), small_size.poles);
    EXPECT_EQ(city.candidates.size(), small_size.candidates);
    EXPECT_EQ(city.scans.size(), small_size.scans);
    EXPECT_EQ(city.walk_tests.size(), small_size.walk_tests);
    double people = 0;
    for (const double amount : city.demand.of(DemandKind::population)) {
        people += amount;
    }
    EXPECT_NEAR(people, small_size.population, 1);
    std::set<Environment> environments;
    for (const auto& one : city.candidates) {
        const auto cell = city.ground.grid.at(one.at);
        ASSERT_NE(cell, Grid::nowhere);
        EXPECT_NE(city.ground.district_of[cell], no_district);
        environments.insert(one.environment);
    }
    EXPECT_EQ(environments.size(), 3U);
}

TEST(City, IsTheSameEachTime) {
    const auto one = synthetic_city(small_size, 100);
    const auto other = synthetic_city(small_size, 100);
    EXPECT_EQ(one.demand.kinds, other.demand.kinds);
    for (std::size_t i = 0; i < one.poles.size(); ++i) {
        ASSERT_EQ(one.poles[i].at, other.poles[i].at);
    }
    EXPECT_EQ(one.scans.back().rssi_dbm, other.scans.back().rssi_dbm);
}

}  // namespace
}  // namespace magpie::collector::planner
