#include "collector/planner/geometry.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::planner {
namespace {

TEST(Geometry, TheOriginOfTheProjectionIsWhereItsParametersSay) {
    const auto origin = projected({.latitude = 38, .longitude = 127.5});
    EXPECT_NEAR(origin.east, 1'000'000, 1e-6);
    EXPECT_NEAR(origin.north, 2'000'000, 1e-6);
}

TEST(Geometry, ThereAndBackIsTheSamePlaceAllOverTheCountry) {
    for (double latitude = 33; latitude <= 43; latitude += 0.7) {
        for (double longitude = 124; longitude <= 132; longitude += 0.7) {
            const auto back = unprojected(projected({.latitude = latitude, .longitude = longitude}));
            EXPECT_NEAR(back.latitude, latitude, 1e-9);
            EXPECT_NEAR(back.longitude, longitude, 1e-9);
        }
    }
}

TEST(Geometry, OfNoPointThereIsNoBox) {
    EXPECT_FALSE(box_of({.rings = {{}}}));
    const auto box = box_of({.rings = {{{1, 5}, {3, 2}}}});
    EXPECT_EQ(box->least, (Point{1, 2}));
    EXPECT_EQ(box->most, (Point{3, 5}));
}

}  // namespace
}  // namespace magpie::collector::planner
