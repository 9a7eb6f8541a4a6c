#include "collector/neighbours/deviation.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::collector::neighbours {
namespace {

std::optional<double> of(double value, std::vector<double> others, double floor = 0.5) {
    return deviation(value, others, floor);
}

TEST(Deviation, IsInMedianDeviationsOfTheNeighbours) {
    // median 21, absolute deviations 2 1 0 1 2: 1
    EXPECT_NEAR(*of(25, {23, 19, 21, 20, 22}), 4 / 1.4826, 1e-9);
    EXPECT_NEAR(*of(17, {23, 19, 21, 20, 22}), -4 / 1.4826, 1e-9);
    EXPECT_EQ(*of(21, {23, 19, 21, 20, 22}), 0);
}

TEST(Deviation, OfAnEvenNumberTheMedianLiesBetweenTheTwo) {
    EXPECT_NEAR(*of(30, {10, 20, 22, 40}), (30 - 21) / (1.4826 * (1 + 11) / 2), 1e-9);
}

TEST(Deviation, NeighboursThatAgreeMakeNoSmallDifferenceALargeOne) {
    EXPECT_EQ(*of(20.5, {20, 20, 20, 20}), 1);
    EXPECT_EQ(*of(20, {20, 20, 20, 20}), 0);
}

TEST(Deviation, OneNeighbourThatIsWrongChangesLittle) {
    EXPECT_LT(std::abs(*of(20, {20, 20.2, 19.8, 20.1, 85})), 1);
}

TEST(Deviation, OfThreeNothingIsSaid) {
    EXPECT_EQ(of(20, {1, 2, 3}), std::nullopt);
    EXPECT_EQ(of(20, {}), std::nullopt);
}

TEST(Compared, AreRowsOfTheCatalogueWithASensorAlone) {
    for (const auto& row : compared) {
        const auto found = catalogue::find(row.family);
        ASSERT_TRUE(found) << row.family;
        EXPECT_EQ(catalogue::all[*found].label_count(), 1U) << row.family;
        EXPECT_EQ(catalogue::all[*found].labels[0], "sensor") << row.family;
        EXPECT_GT(row.floor, 0) << row.family;
    }
}

}  // namespace
}  // namespace magpie::collector::neighbours
