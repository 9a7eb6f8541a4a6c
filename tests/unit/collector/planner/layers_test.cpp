#include "collector/planner/layers.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/planner/test_ground.hpp"

namespace magpie::collector::planner {
namespace {

TEST(Ground, EveryCellHasItsDistrict) {
    const auto ground = test_ground(500, 300, 3);
    EXPECT_EQ(ground.cells, 45U);
    EXPECT_EQ(ground.grid.size(), 45U);
    EXPECT_EQ(ground.district_of[ground.grid.at(at(250, 50))], 0);
    EXPECT_EQ(ground.district_of[ground.grid.at(at(1250, 50))], 2);
}

TEST(Ground, WhereDistrictsOverlapTheFirstHasIt) {
    const auto square = [](double west) {
        return Area{.rings = {{at(west, 0), at(west + 400, 0), at(west + 400, 400), at(west, 400)}}};
    };
    const auto ground = ground_of({{.name = "one", .area = square(0)}, {.name = "two", .area = square(200)}}, 100);
    ASSERT_TRUE(ground);
    EXPECT_EQ(ground->cells, 24U);
    EXPECT_EQ(ground->district_of[ground->grid.at(at(250, 50))], 0);
}

TEST(Ground, DistrictsThatAreNoneAreRefused) {
    EXPECT_FALSE(ground_of({}, 100));
    EXPECT_FALSE(ground_of({{.name = "empty", .area = {}}}, 100));
    EXPECT_FALSE(ground_of({{.name = "tiny", .area = {.rings = {{at(1, 1), at(2, 1), at(2, 2)}}}}}, 100));
}

TEST(Demand, IsWeighted) {
    Demand demand;
    demand.kinds = {std::vector<double>{10, 0}, std::vector<double>{1, 2}, std::vector<double>{0, 3}};
    EXPECT_EQ(weighted(demand, {}), (std::vector<double>{11, 62}));
    EXPECT_EQ(weighted(demand, {.of = {0, 0.5, 0}}), (std::vector<double>{0.5, 1}));
}

}  // namespace
}  // namespace magpie::collector::planner
