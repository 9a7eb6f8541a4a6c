#include "collector/open_data/access_point.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/open_data/access_points.hpp"

namespace magpie::collector::open_data {
namespace {

struct AccessPointReaderTest : testing::Test {
    AccessPoint read(NodeIndex index) {
        AccessPoint point;
        EXPECT_TRUE(reader.read(fleet.node(index), point));
        return point;
    }

    Fleet fleet;
    AccessPointReader reader{fleet};
};

TEST_F(AccessPointReaderTest, AnAccessPointSaysWhatAndWhereItIs) {
    const auto point = read(born(fleet, "ap-1"));
    EXPECT_EQ(point.id, "ap-1");
    EXPECT_EQ(point.area, "mapo");
    EXPECT_EQ(point.site, "Park, \"east\" gate");
    EXPECT_EQ(point.site_type, "park");
    EXPECT_EQ(point.latitude, 37.566);
    EXPECT_EQ(point.longitude, 126.902);
    EXPECT_TRUE(point.up);
    EXPECT_EQ(point.as_of, at_noon);
    EXPECT_EQ(point.serves, (std::array<bool, bands.size()>{false, true, true, false, false}));
    EXPECT_EQ(point.networks, 2);
    EXPECT_EQ(point.clients, 32);
    EXPECT_EQ(point.received_bytes, 300);
    EXPECT_EQ(point.sent_bytes, 3e12);
    EXPECT_FALSE(point.simulated);
}

TEST_F(AccessPointReaderTest, OneThatIsDownKeepsItsPlaceAndHasNoValues) {
    const auto index = born(fleet, "ap-1");
    fleet.died(index, at_noon + std::chrono::minutes(1));
    const auto point = read(index);
    EXPECT_FALSE(point.up);
    EXPECT_EQ(point.as_of, at_noon + std::chrono::minutes(1));
    EXPECT_EQ(point.site_type, "park");
    EXPECT_EQ(point.latitude, 37.566);
    EXPECT_FALSE(point.networks);
    EXPECT_FALSE(point.clients);
    EXPECT_FALSE(point.sent_bytes);
}

TEST_F(AccessPointReaderTest, WhereOnePartIsHeldBackNothingIsSaidOfClients) {
    const auto index = born(fleet, "ap-1");
    fleet.clear(index, clients_2);
    const auto point = read(index);
    EXPECT_FALSE(point.clients);
    EXPECT_FALSE(point.received_bytes);
    EXPECT_FALSE(point.sent_bytes);
    EXPECT_EQ(point.networks, 2);
}

TEST_F(AccessPointReaderTest, AnAgentIsNotTrustedToHoldBackSmallGroups) {
    const auto index = born(fleet, "ap-1");
    for (const double few : {1.0, 4.0, 4.9}) {
        fleet.set(index, clients_2, few);
        EXPECT_FALSE(read(index).clients) << few;
        EXPECT_FALSE(read(index).sent_bytes) << few;
    }
    fleet.set(index, clients_2, 5);
    EXPECT_EQ(read(index).clients, 25);
    fleet.set(index, clients_2, 0);
    EXPECT_EQ(read(index).clients, 20);
    fleet.set(index, clients_5, 0);
    EXPECT_EQ(read(index).clients, 0);
}

TEST_F(AccessPointReaderTest, ANetworkThatHasGoneIsNoPartOfIt) {
    const auto index = born(fleet, "ap-1");
    fleet.clear(index, networks_2);
    fleet.clear(index, clients_2);
    EXPECT_EQ(read(index).clients, 20);
    EXPECT_EQ(read(index).networks, 1);
    fleet.set(index, networks_5, 0);
    fleet.set(index, clients_5, 0);
    EXPECT_EQ(read(index).serves, (std::array<bool, bands.size()>{}));
    fleet.clear(index, networks_5);
    fleet.clear(index, clients_5);
    EXPECT_FALSE(read(index).clients);
}

TEST_F(AccessPointReaderTest, WhatCannotBeAPlaceIsLeftOut) {
    const auto point = read(born(fleet, "ap-1", {{"latitude", "91"}, {"longitude", "126.9 E"}, {"site_type", "A B"}}));
    EXPECT_FALSE(point.latitude);
    EXPECT_FALSE(point.longitude);
    EXPECT_EQ(point.site_type, "other");
    EXPECT_EQ(point.site, "");
    EXPECT_FALSE(read(born(fleet, "ap-2", {{"latitude", "nan"}})).latitude);
    EXPECT_FALSE(read(born(fleet, "ap-2", {{"longitude", "inf"}})).longitude);
}

TEST_F(AccessPointReaderTest, WhatIsSimulatedIsMarked) {
    EXPECT_TRUE(read(born(fleet, "sim-00001")).simulated);
    EXPECT_TRUE(read(born(fleet, "ap-1", {{"model", "simulated pole A"}})).simulated);
}

TEST_F(AccessPointReaderTest, OfAnotherShapeInTheSamePlaceItsOwnSlotsAreRead) {
    const auto first = born(fleet, "ap-1");
    EXPECT_EQ(read(first).clients, 32);
    auto other = model();
    std::swap(other[clients_2], other[received_2]);
    const auto index = born(fleet, "ap-1", park_gate(), other);
    (void)fleet.forget_expired(at_noon);
    const auto again = born(fleet, "ap-2", park_gate(), model("Other"));
    EXPECT_EQ(read(index).clients, 120);
    EXPECT_EQ(read(again).clients, 32);
}

TEST_F(AccessPointReaderTest, OthersAreNoAccessPoints) {
    AccessPoint point;
    const auto foreign = fleet.born("mapo", "edge", std::nullopt, {}, at_noon, NodeKind::foreign);
    EXPECT_FALSE(reader.read(fleet.node(foreign), point));
    const auto expected = fleet.expect("mapo", "ap-9", std::nullopt, {});
    EXPECT_FALSE(reader.read(fleet.node(expected), point));
    EXPECT_FALSE(reader.read(Node{}, point));
    const auto bare = fleet.born("mapo", "ap-1", std::nullopt, {}, at_noon);
    EXPECT_EQ(read(bare).site_type, "none");
}

}  // namespace
}  // namespace magpie::collector::open_data
