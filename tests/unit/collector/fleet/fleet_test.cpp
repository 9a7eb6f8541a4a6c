#include "collector/fleet/fleet.hpp"

#include <chrono>
#include <cmath>
#include <limits>
#include <string>

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

using std::chrono::hours;

constexpr UtcMs start{Milliseconds{1'760'000'000'000}};

SeriesDescription series(std::string name, Labels labels = {}) {
    return {.name = std::move(name), .help = "", .labels = std::move(labels)};
}

const std::vector<SeriesDescription> router{
    series("magpie_link_up", {{"interface", "eth0"}}),
    series("magpie_link_receive_bytes_total", {{"interface", "eth0"}}),
    series("magpie_node_info"),
    series(""),
};
const std::vector<SeriesDescription> pole{series("magpie_host_flash_life_used_ratio", {{"device", "mmcblk0"}})};

struct FleetTest : testing::Test {
    NodeIndex born(std::string_view node, const std::vector<SeriesDescription>& list, UtcMs now = start) {
        return fleet.born("jongno", node, fleet.intern(list.size(), list), {}, now);
    }
    double value(NodeIndex node, std::uint32_t slot) {
        const auto& known = fleet.node(node);
        return fleet.shapes()[known.shape].row_values(known.row)[slot];
    }
    Fleet fleet;
};

TEST_F(FleetTest, ABirthIsFoundByAreaAndNode) {
    const auto node = born("ap-1", router);
    EXPECT_EQ(fleet.find("jongno", "ap-1"), node);
    EXPECT_EQ(fleet.find("jongno", "ap-2"), std::nullopt);
    EXPECT_EQ(fleet.find("mapo", "ap-1"), std::nullopt);
    EXPECT_EQ(born("ap-1", router), node);
    EXPECT_EQ(fleet.node(node).area, "jongno");
    EXPECT_EQ(fleet.node(node).node, "ap-1");
}

TEST_F(FleetTest, AreaAndNodeDoNotRunTogether) {
    const auto one = fleet.born("a", "b-c", std::nullopt, {}, start);
    const auto other = fleet.born("a-b", "c", std::nullopt, {}, start);
    EXPECT_NE(one, other);
    EXPECT_NE(node_hash("a", "bc"), node_hash("ab", "c"));
}

TEST_F(FleetTest, CountsSeriesOfLiveNodesAlone) {
    const auto one = born("ap-1", router);
    born("ap-2", router);
    fleet.expect("jongno", "ap-3", fleet.intern(pole.size(), pole), {});
    EXPECT_EQ(fleet.counts().up, 2U);
    EXPECT_EQ(fleet.counts().expected, 1U);
    EXPECT_EQ(fleet.counts().series, 6U);
    EXPECT_EQ(fleet.counts().shapes, 2U);
    fleet.died(one, start);
    EXPECT_EQ(fleet.counts().series, 3U);
    EXPECT_EQ(fleet.counts().down, 1U);
}

TEST_F(FleetTest, EqualListsAreOneShape) {
    const auto shape = fleet.intern(1, router);
    EXPECT_EQ(fleet.intern(1, std::vector(router)), shape);
    EXPECT_EQ(fleet.counts().shapes, 1U);
}

TEST_F(FleetTest, TwoListsUnderOneHashAreTwoShapes) {
    const auto shape = fleet.intern(1, router);
    const auto other = fleet.intern(1, pole);
    EXPECT_NE(shape, other);
    EXPECT_EQ(fleet.intern(1, router), shape);
    EXPECT_EQ(fleet.intern(1, pole), other);
}

TEST_F(FleetTest, AShapeLivesAsLongAsANodeHoldsIt) {
    const auto one = born("ap-1", router);
    const auto two = born("ap-2", router);
    born("ap-1", pole);
    EXPECT_EQ(fleet.counts().shapes, 2U);
    fleet.died(two, start);
    EXPECT_EQ(fleet.counts().shapes, 2U) << "a dead node can come back without a birth";
    born("ap-2", pole);
    EXPECT_EQ(fleet.counts().shapes, 1U);
    EXPECT_EQ(fleet.life(one), Life::up);
}

TEST_F(FleetTest, AShapeThatNoNodeTookIsFreed) {
    fleet.intern(1, router);
    born("ap-1", pole);
    EXPECT_EQ(fleet.counts().shapes, 2U);
    fleet.forget_expired(start);
    EXPECT_EQ(fleet.counts().shapes, 1U);
}

TEST_F(FleetTest, ABirthBeginsWithoutValues) {
    const auto node = born("ap-1", router);
    EXPECT_TRUE(std::isnan(value(node, 0)));
    EXPECT_EQ(fleet.set(node, 0, 1), Set::applied);
    EXPECT_EQ(value(node, 0), 1);
    born("ap-1", router);
    EXPECT_TRUE(std::isnan(value(node, 0)));
}

TEST_F(FleetTest, ABirthWithAnotherListMovesTheNode) {
    const auto node = born("ap-1", router);
    fleet.set(node, 0, 1);
    EXPECT_EQ(born("ap-1", pole), node);
    EXPECT_TRUE(std::isnan(value(node, 0)));
    EXPECT_EQ(fleet.set(node, 0, 0.5), Set::applied);
    EXPECT_EQ(fleet.set(node, 1, 0.5), Set::no_such_slot);
    EXPECT_EQ(fleet.counts().series, 1U);
}

TEST_F(FleetTest, ANodeCanBecomeForeignAndComeBack) {
    const auto node = born("ap-1", router);
    EXPECT_EQ(fleet.born("jongno", "ap-1", std::nullopt, {}, start), node);
    EXPECT_EQ(fleet.counts().series, 0U);
    EXPECT_EQ(fleet.counts().shapes, 0U);
    EXPECT_EQ(fleet.set(node, 0, 1), Set::no_such_slot);
    born("ap-1", router);
    EXPECT_EQ(fleet.set(node, 0, 1), Set::applied);
}

TEST_F(FleetTest, DeathTakesAllSeriesAtOnce) {
    const auto node = born("ap-1", router);
    const auto other = born("ap-2", router);
    fleet.set(node, 0, 1);
    fleet.set(other, 0, 0);
    fleet.died(node, start);
    EXPECT_EQ(fleet.life(node), Life::down);
    EXPECT_EQ(fleet.counts().series, 3U);
    EXPECT_EQ(fleet.set(node, 0, 1), Set::node_down);
    fleet.clear(node, 0);
    EXPECT_EQ(value(other, 0), 0) << "the other node is not touched";
}

TEST_F(FleetTest, ARowLeftIsTakenByTheNextBirthWithoutItsValues) {
    const auto node = born("ap-1", router);
    fleet.set(node, 1, 100);
    fleet.died(node, start);
    const auto other = born("ap-2", router);
    EXPECT_TRUE(std::isnan(value(other, 1)));
    EXPECT_EQ(fleet.shapes()[fleet.node(other).shape].rows.size(), 1U);
}

TEST_F(FleetTest, ReviveBringsBackTheLastBirthWithoutValues) {
    const auto node = born("ap-1", router);
    fleet.set(node, 0, 1);
    fleet.died(node, start);
    fleet.revive(node, start);
    EXPECT_EQ(fleet.life(node), Life::up);
    EXPECT_TRUE(std::isnan(value(node, 0)));
    EXPECT_EQ(fleet.set(node, 0, 1), Set::applied);
    fleet.revive(node, start);
    EXPECT_EQ(value(node, 0), 1) << "nothing happens to a node that is up";
}

TEST_F(FleetTest, AnExpectedNodeHasNoValuesUntilItIsHeard) {
    const auto node = fleet.expect("jongno", "ap-1", fleet.intern(1, router), {});
    EXPECT_EQ(fleet.life(node), Life::expected);
    EXPECT_EQ(fleet.set(node, 0, 1), Set::node_down);
    fleet.revive(node, start);
    EXPECT_EQ(fleet.set(node, 0, 1), Set::applied);
    EXPECT_EQ(fleet.expect("jongno", "ap-1", std::nullopt, {}), node);
    EXPECT_EQ(fleet.life(node), Life::up) << "a node already known stays as it is";
    EXPECT_EQ(fleet.counts().expected, 0U);
}

TEST_F(FleetTest, AnExpectedNodeGivenUpIsDown) {
    const auto node = fleet.expect("jongno", "ap-1", std::nullopt, {});
    fleet.died(node, start);
    EXPECT_EQ(fleet.life(node), Life::down);
    EXPECT_EQ(fleet.counts().expected, 0U);
    EXPECT_EQ(fleet.counts().down, 1U);
}

TEST_F(FleetTest, TheDeadAreForgottenAfterThirtyDays) {
    const auto one = born("ap-1", router);
    const auto two = born("ap-2", router);
    const auto three = born("ap-3", pole);
    fleet.died(one, start);
    fleet.died(two, start + hours{1});
    fleet.died(three, start + hours{2});
    EXPECT_TRUE(fleet.forget_expired(start + remembered - Milliseconds{1}).empty());
    auto forgotten = fleet.forget_expired(start + remembered);
    ASSERT_EQ(forgotten.size(), 1U);
    EXPECT_EQ(forgotten[0].index, one);
    EXPECT_EQ(forgotten[0].area, "jongno");
    EXPECT_EQ(forgotten[0].node, "ap-1");
    EXPECT_EQ(fleet.find("jongno", "ap-1"), std::nullopt);
    fleet.revive(two, start + remembered);
    forgotten = fleet.forget_expired(start + remembered + hours{9});
    ASSERT_EQ(forgotten.size(), 1U) << "one that came back is not among them";
    EXPECT_EQ(forgotten[0].node, "ap-3");
    EXPECT_EQ(fleet.counts().shapes, 1U);
    EXPECT_EQ(fleet.counts().down, 0U);
}

TEST_F(FleetTest, DyingTwiceKeepsTheTimeOfTheFirst) {
    const auto node = born("ap-1", router);
    fleet.died(node, start);
    fleet.died(node, start + hours{5});
    EXPECT_EQ(fleet.forget_expired(start + remembered).size(), 1U);
}

TEST_F(FleetTest, AnIndexThatComesBackHasAHigherSerial) {
    const auto node = born("ap-1", router);
    const auto serial = fleet.node(node).serial;
    fleet.died(node, start);
    fleet.forget_expired(start + remembered);
    const auto other = born("ap-2", router);
    EXPECT_EQ(other, node);
    EXPECT_GT(fleet.node(other).serial, serial);
    EXPECT_EQ(fleet.node(other).lost, 0U);
}

TEST_F(FleetTest, WhatIsNotBelievableMakesTheSeriesAbsent) {
    const auto node = born("ap-1", router);
    for (const auto& [bad, verdict] : {std::pair{2.0, Set::out_of_bounds},
                                       {-1.0, Set::out_of_bounds},
                                       {std::numeric_limits<double>::quiet_NaN(), Set::not_a_number},
                                       {std::numeric_limits<double>::infinity(), Set::not_a_number},
                                       {-std::numeric_limits<double>::infinity(), Set::not_a_number}}) {
        EXPECT_EQ(fleet.set(node, 0, 1), Set::applied);
        EXPECT_EQ(fleet.set(node, 0, bad), verdict);
        EXPECT_TRUE(std::isnan(value(node, 0)));
    }
}

TEST_F(FleetTest, ABoundReachedAsAFloatIsNotPassed) {
    const auto node = born("ap-1", pole);
    ASSERT_GT(double{1.1F}, 1.1);
    EXPECT_EQ(fleet.set(node, 0, double{1.1F}), Set::applied);
    EXPECT_EQ(fleet.set(node, 0, 1.2), Set::out_of_bounds);
}

TEST_F(FleetTest, ACounterThatFallsIsAppliedAndReported) {
    const auto node = born("ap-1", router);
    EXPECT_EQ(fleet.set(node, 1, 100), Set::applied);
    EXPECT_EQ(fleet.set(node, 1, 100), Set::applied);
    EXPECT_EQ(fleet.set(node, 1, 99), Set::counter_reset);
    EXPECT_EQ(value(node, 1), 99);
    EXPECT_EQ(fleet.set(node, 0, 1), Set::applied);
    EXPECT_EQ(fleet.set(node, 0, 0), Set::applied) << "a gauge may fall";
}

TEST_F(FleetTest, ANullMakesTheSeriesAbsent) {
    const auto node = born("ap-1", router);
    fleet.set(node, 1, 100);
    fleet.clear(node, 1);
    EXPECT_TRUE(std::isnan(value(node, 1)));
    EXPECT_EQ(fleet.set(node, 1, 5), Set::applied) << "nothing to fall from";
    fleet.clear(node, 1000);
}

TEST_F(FleetTest, ASlotWithoutASeriesTakesNothing) {
    const auto node = born("ap-1", router);
    EXPECT_EQ(fleet.set(node, 3, 1), Set::not_exposed);
    EXPECT_EQ(fleet.set(node, 4, 1), Set::no_such_slot);
}

TEST_F(FleetTest, DevicesDieWithTheirNodeAndAreBornAfterIt) {
    const auto node = born("ap-1", router);
    EXPECT_TRUE(fleet.device_born(node, "air", start));
    EXPECT_TRUE(fleet.device_born(node, "air", start));
    EXPECT_TRUE(fleet.device_born(node, "lamp", start));
    EXPECT_EQ(fleet.counts().devices_up, 2U);
    fleet.device_died(node, "lamp", start);
    fleet.device_died(node, "never-born", start);
    EXPECT_EQ(fleet.counts().devices_up, 1U);
    fleet.died(node, start);
    EXPECT_EQ(fleet.counts().devices_up, 0U);
    EXPECT_FALSE(fleet.device_born(node, "air", start));
    born("ap-1", router);
    ASSERT_EQ(fleet.node(node).devices.size(), 2U);
    EXPECT_FALSE(fleet.node(node).devices[0].up);
    EXPECT_TRUE(fleet.device_born(node, "air", start));
    EXPECT_TRUE(fleet.node(node).devices[0].up);
}

TEST_F(FleetTest, ANodeHasNoMoreThan64Devices) {
    const auto node = born("ap-1", router);
    for (std::size_t i = 0; i < most_devices; ++i) {
        EXPECT_TRUE(fleet.device_born(node, "d" + std::to_string(i), start));
    }
    EXPECT_FALSE(fleet.device_born(node, "one-more", start));
    EXPECT_TRUE(fleet.device_born(node, "d7", start));
    born("ap-1", router, start + hours{1});
    EXPECT_FALSE(fleet.device_born(node, "one-more", start + hours{1})) << "those of before are remembered";
    born("ap-1", router, start + hours{1} + remembered);
    EXPECT_TRUE(fleet.device_born(node, "one-more", start + hours{1} + remembered));
}

TEST_F(FleetTest, ADeviceDeadFor30DaysIsForgottenAtABirth) {
    const auto node = born("ap-1", router);
    fleet.device_born(node, "air", start);
    fleet.device_born(node, "lamp", start);
    fleet.device_died(node, "air", start);
    born("ap-1", router, start + remembered);
    ASSERT_EQ(fleet.node(node).devices.size(), 1U);
    EXPECT_EQ(fleet.node(node).devices[0].name, "lamp");
}

TEST_F(FleetTest, DevicesThatWouldLookAlikeOnThePageAreOne) {
    const auto node = born("ap-1", router);
    EXPECT_TRUE(fleet.device_born(node, "a\x01", start));
    EXPECT_TRUE(fleet.device_born(node, "a\\x01", start));
    EXPECT_EQ(fleet.node(node).devices.size(), 1U);
}

TEST_F(FleetTest, OfALargeFleetEveryNodeIsFound) {
    const auto shape = fleet.intern(1, router);
    for (int i = 0; i < 100'000; ++i) {
        const auto node = fleet.born("area-" + std::to_string(i % 25), "ap-" + std::to_string(i), shape, {}, start);
        fleet.set(node, 1, i);
    }
    for (int i = 0; i < 100'000; i += 2) {
        fleet.died(*fleet.find("area-" + std::to_string(i % 25), "ap-" + std::to_string(i)), start);
    }
    EXPECT_EQ(fleet.counts().up, 50'000U);
    EXPECT_EQ(fleet.forget_expired(start + remembered).size(), 50'000U);
    for (int i = 1; i < 100'000; i += 2) {
        const auto node = fleet.find("area-" + std::to_string(i % 25), "ap-" + std::to_string(i));
        ASSERT_TRUE(node.has_value());
        ASSERT_EQ(value(*node, 1), i);
    }
}

// ---- what it said of itself

TEST_F(FleetTest, WhatANodeIsStaysKnownOverItsDeath) {
    const auto shape = fleet.intern(1, router);
    const auto info = [](const char* site) { return std::vector<InfoLabels>{{.slot = 2, .labels = {{"site", site}}}}; };
    const auto node = fleet.born("jongno", "ap-1", shape, info("a"), start);
    const auto said = [&] { return fleet.node_info(fleet.node(node)); };
    EXPECT_EQ(said(), ",site=\"a\"");
    fleet.died(node, start);
    EXPECT_EQ(said(), ",site=\"a\"");
    fleet.revive(node, start);
    EXPECT_EQ(said(), ",site=\"a\"");
    fleet.died(node, start);
    fleet.born("jongno", "ap-1", shape, info("b"), start);
    EXPECT_EQ(said(), ",site=\"b\"");
    const auto expected = fleet.expect("jongno", "ap-2", shape, info("c"));
    EXPECT_EQ(fleet.node_info(fleet.node(expected)), ",site=\"c\"");
    const auto without = born("ap-3", pole);
    EXPECT_EQ(fleet.node_info(fleet.node(without)), std::nullopt);
    const auto foreign = fleet.born("jongno", "plc", std::nullopt, {}, start, NodeKind::foreign);
    EXPECT_EQ(fleet.node_info(fleet.node(foreign)), std::nullopt);
}

TEST_F(FleetTest, ValuesAreThoseOfALivingNode) {
    const auto node = born("ap-1", router);
    fleet.set(node, 1, 7);
    ASSERT_EQ(fleet.values(node).size(), router.size());
    EXPECT_EQ(fleet.values(node)[1], 7);
    EXPECT_TRUE(std::isnan(fleet.values(node)[0]));
    fleet.died(node, start);
    EXPECT_TRUE(fleet.values(node).empty());
}

}  // namespace
}  // namespace magpie::collector
