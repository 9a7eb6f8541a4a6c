#include "collector/console/pole_map.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/collector/console/console_city.hpp"

namespace magpie::collector::console {
namespace {

struct PoleMapTest : testing::Test, ConsoleCity {
    /// A street of poles, some ten metres apart.
    void street(int count) {
        for (int i = 0; i < count; ++i) {
            stands("pole-" + std::to_string(i), 37.5 + 0.0001 * i, 127.0);
        }
        pass();
    }
    [[nodiscard]] MapAnswer at(unsigned zoom, Box box = {.west = 126, .south = 37, .east = 128, .north = 38}) const {
        return map_of(console.poles(), {.box = box, .zoom = zoom});
    }
    static std::size_t all_in(const MapAnswer& answer) {
        std::size_t count = answer.poles.size();
        for (const auto& cluster : answer.clusters) {
            count += cluster.count;
        }
        return count;
    }
};

TEST_F(PoleMapTest, EachPoleIsInOneThingAtEveryZoom) {
    street(300);
    for (unsigned zoom = 0; zoom <= 24; ++zoom) {
        EXPECT_EQ(all_in(at(zoom)), 300U) << zoom;
    }
    EXPECT_EQ(at(0).clusters.size(), 1U);
    EXPECT_TRUE(at(17).clusters.empty());
}

TEST_F(PoleMapTest, TheWorstOfAClusterWins) {
    street(100);
    fleet.set(*fleet.find("mapo", "pole-7"), door, 1);
    die(*fleet.find("mapo", "pole-8"));
    pass();
    const auto [clusters, poles] = at(5);
    ASSERT_EQ(clusters.size(), 1U);
    EXPECT_EQ(clusters[0].worst, State::down);
    EXPECT_EQ(clusters[0].states[static_cast<std::size_t>(State::ok)], 98U);
    EXPECT_NEAR(clusters[0].box.south, 37.5, 1e-6);
    EXPECT_NEAR(clusters[0].box.north, 37.5099, 1e-6);
    EXPECT_NEAR(clusters[0].place.latitude, 37.50495, 1e-4);
}

TEST_F(PoleMapTest, OnlyWhatIsAskedForIsShown) {
    street(10);
    stands("other", 37.5, 127.0, "jung");
    die(*fleet.find("mapo", "pole-8"));
    pass();
    StateSet down;
    down.add(State::down);
    EXPECT_EQ(all_in(map_of(console.poles(), {.box = {}, .zoom = 3, .states = down})), 1U);
    EXPECT_EQ(all_in(map_of(console.poles(), {.box = {}, .zoom = 3, .area = console.poles().area("jung")})), 1U);
    EXPECT_EQ(all_in(at(3, {.west = 0, .south = 0, .east = 1, .north = 1})), 0U);
    EXPECT_EQ(all_in(at(3, {.west = 170, .south = 30, .east = 128, .north = 40})), 11U) << "over the date line";
}

TEST_F(PoleMapTest, TheSamePolesAreTheSameClustersWhateverTheBox) {
    street(300);
    const auto one = at(12);
    const auto other = at(12, {.west = 120, .south = 30, .east = 130, .north = 40});
    ASSERT_EQ(one.clusters.size(), other.clusters.size());
    for (std::size_t i = 0; i < one.clusters.size(); ++i) {
        EXPECT_EQ(one.clusters[i].place, other.clusters[i].place);
    }
}

TEST_F(PoleMapTest, MoreThanAMapHoldsAreLargerClusters) {
    for (int i = 0; i < 3'000; ++i) {
        stands("pole-" + std::to_string(i), 37.0 + 0.0005 * (i % 60), 127.0 + 0.0005 * (i / 60));
    }
    pass();
    for (const unsigned zoom : {16U, 17U, 20U}) {
        const auto answer = at(zoom);
        EXPECT_EQ(all_in(answer), 3'000U);
        EXPECT_LE(answer.clusters.size() + answer.poles.size(), most_on_a_map) << zoom;
    }
}

TEST_F(PoleMapTest, TheNearestComeFirst) {
    street(20);
    const auto found = nearest(console.poles(), console.poles().find("mapo", "pole-5"), 8);
    ASSERT_EQ(found.size(), 8U);
    EXPECT_NEAR(found[0].meters, 11.1, 0.1);
    EXPECT_NEAR(found[7].meters, 44.5, 0.2);
    stands("nowhere", 95, 0);
    pass();
    EXPECT_TRUE(nearest(console.poles(), console.poles().find("mapo", "nowhere"), 8).empty());
}

TEST(Mercator, APlaceComesBack) {
    for (const double latitude : {-85.0, -33.9, 0.0, 37.5665, 84.9}) {
        for (const double longitude : {-179.9, 0.0, 126.978, 179.9}) {
            const auto back = place_at(mercator({latitude, longitude}));
            EXPECT_NEAR(back.latitude, latitude, 1e-6);
            EXPECT_NEAR(back.longitude, longitude, 1e-6);
        }
    }
    EXPECT_EQ(mercator({90, -200}).x, 0U);
    EXPECT_NEAR(meters_between({37.5665, 126.978}, {35.1796, 129.0756}), 325'000, 1'000) << "Seoul to Busan";
}

}  // namespace
}  // namespace magpie::collector::console
