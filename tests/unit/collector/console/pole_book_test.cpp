#include "collector/console/pole_book.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/console/console_city.hpp"

namespace magpie::collector::console {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Told = ConsoleCity::Told;

struct PoleBookTest : testing::Test, ConsoleCity {
    void give(std::vector<std::string> nodes) {
        Inventory::Poles poles;
        for (auto& node : nodes) {
            poles.emplace(PoleName{"mapo", std::move(node)},
                          InventoryPole{.name = "named", .latitude = {}, .longitude = {}, .model = "", .site = ""});
        }
        console.replace_inventory(std::move(poles), clock.now());
    }
};

TEST_F(PoleBookTest, APoleThatIsHeardIsOkAndToldOnce) {
    stands("pole-1", 37.5, 127.0, "mapo", "Gate 1");
    pass();
    EXPECT_EQ(state("pole-1"), State::ok);
    EXPECT_EQ(pole("pole-1").site, "Gate 1");
    EXPECT_EQ(pole("pole-1").place, (Place{37.5, 127.0}));
    pass();
    EXPECT_EQ(told(), Told{"event first_heard pole-1"});
}

TEST_F(PoleBookTest, ADeathIsAnAlarmAndItsEndARecovery) {
    const auto node = stands("pole-1");
    pass();
    const auto death = clock.now().wall;
    die(node);
    pass();
    EXPECT_EQ(state("pole-1"), State::down);
    EXPECT_EQ(pole("pole-1").since, death);
    fleet.revive(node, clock.now().wall);
    pass();
    EXPECT_EQ(state("pole-1"), State::ok);
    EXPECT_EQ(told(), (Told{"event first_heard pole-1", "alarm node_down pole-1", "recovery node_down pole-1"}));
    EXPECT_TRUE(console.events().all()[1].until);
}

TEST_F(PoleBookTest, AValueThatIsASignIsAnAlarmUntilItIsAnother) {
    const auto node = stands("pole-1");
    pass();
    fleet.set(node, door, 1);
    pass();
    EXPECT_EQ(state("pole-1"), State::problem);
    fleet.set(node, hung, 1);
    pass();
    EXPECT_EQ(state("pole-1"), State::critical) << "the worst is told";
    fleet.set(node, hung, 0);
    fleet.set(node, door, 0);
    pass();
    EXPECT_EQ(state("pole-1"), State::ok);
    EXPECT_EQ(told(EventKind::alarm), (Told{"alarm MagpiePoleDoorOpen pole-1", "alarm MagpieRadioHung pole-1"}));
    EXPECT_EQ(told(EventKind::recovery).size(), 2U);
}

TEST_F(PoleBookTest, AValueThatIsNotSaidAfterABirthEndsNothing) {
    const auto node = stands("pole-1");
    fleet.set(node, door, 1);
    pass();
    fleet.clear(node, door);
    pass();
    EXPECT_EQ(state("pole-1"), State::problem);
    EXPECT_TRUE(told(EventKind::recovery).empty());
}

TEST_F(PoleBookTest, ARiseIsAnAlarmForItsTime) {
    const auto node = stands("pole-1");
    pass();
    fleet.set(node, radars, 1);
    pass();
    EXPECT_EQ(state("pole-1"), State::problem);
    pass(minutes(9));
    EXPECT_EQ(state("pole-1"), State::problem);
    pass(minutes(2));
    EXPECT_EQ(state("pole-1"), State::ok);
}

TEST_F(PoleBookTest, WhatWasCountedBeforeTheCollectorBeganIsNoRise) {
    const auto node = stands("pole-1");
    fleet.set(node, radars, 7);
    pass();
    EXPECT_EQ(state("pole-1"), State::ok);
}

TEST_F(PoleBookTest, ADeviceThatIsNotHeardIsAProblem) {
    const auto node = stands("pole-1");
    fleet.device_born(node, "mast", clock.now().wall);
    pass();
    EXPECT_EQ(state("pole-1"), State::ok);
    fleet.device_died(node, "mast", clock.now().wall);
    pass();
    EXPECT_EQ(state("pole-1"), State::problem);
    fleet.device_born(node, "mast", clock.now().wall);
    pass();
    EXPECT_EQ(told(EventKind::recovery), Told{"recovery device_down pole-1"});
}

TEST_F(PoleBookTest, TheInventoryTellsWhoIsMissingAndWhoIsAStranger) {
    stands("pole-1");
    stands("pole-2");
    pass();
    give({"pole-1", "pole-3"});
    EXPECT_EQ(state("pole-1"), State::ok);
    EXPECT_EQ(pole("pole-1").name, "named");
    EXPECT_EQ(state("pole-2"), State::unregistered);
    EXPECT_EQ(state("pole-3"), State::missing);
    const auto counts = console.poles().inventory_counts();
    EXPECT_EQ(counts.present, 1U);
    EXPECT_EQ(counts.missing, 1U);
    EXPECT_EQ(counts.unregistered, 1U);
    give({});
    EXPECT_EQ(console.poles().find("mapo", "pole-3"), PoleBook::none);
    EXPECT_EQ(state("pole-2"), State::ok) << "without a list nobody is a stranger";
}

TEST_F(PoleBookTest, WhoIsOutOfServiceHasNoAlarms) {
    const auto node = stands("pole-1");
    pass();
    die(node);
    pass();
    ASSERT_TRUE(console.decommission({"mapo", "pole-1"}, "moved away", "kim", clock.now()));
    EXPECT_EQ(state("pole-1"), State::decommissioned);
    EXPECT_TRUE(console.events().all()[1].until);
    ASSERT_TRUE(console.recommission({"mapo", "pole-1"}, clock.now()));
    EXPECT_EQ(state("pole-1"), State::down);
}

TEST_F(PoleBookTest, WhereThereIsMaintenanceTheFleetKnowsIt) {
    const auto node = stands("pole-1");
    pass();
    const auto now = clock.now();
    ASSERT_TRUE(console.add_window(
        {.area = "mapo", .node = {}, .from = now.wall, .to = now.wall + minutes(1), .reason = "", .by = "kim"}, now));
    EXPECT_TRUE(pole("pole-1").maintenance);
    EXPECT_TRUE(fleet.node(node).maintenance);
    pass(minutes(1) + seconds(3));
    EXPECT_FALSE(pole("pole-1").maintenance);
    EXPECT_FALSE(fleet.node(node).maintenance);
    EXPECT_EQ(told(EventKind::event),
              (Told{"event first_heard pole-1", "event maintenance_begun ", "event maintenance_ended "}));
}

TEST_F(PoleBookTest, WhoIsForgottenIsGone) {
    const auto node = stands("pole-1");
    pass();
    die(node);
    clock.advance(remembered + minutes(1));
    EXPECT_EQ(fleet.forget_expired(clock.now().wall).size(), 1U);
    pass();
    EXPECT_EQ(console.poles().find("mapo", "pole-1"), PoleBook::none);
    stands("pole-2");
    pass();
    EXPECT_EQ(state("pole-2"), State::ok) << "in the place of the other";
}

TEST_F(PoleBookTest, AnAlarmThatWasOpenBeforeARestartIsNotToldTwice) {
    Kept kept;
    const auto node = stands("pole-1");
    fleet.set(node, door, 1);
    pass();
    console.keep_changes(kept.keep());

    ConsoleCity after;
    after.fleet.expect("mapo", "pole-1", std::nullopt, {});
    after.console.restore(kept.kept, kept.keep(), after.clock.now());
    EXPECT_EQ(after.state("pole-1"), State::missing) << "not heard since";
    const auto again = after.stands("pole-1");
    after.fleet.set(again, door, 1);
    after.pass();
    EXPECT_EQ(after.state("pole-1"), State::problem);
    EXPECT_EQ(after.told(), (Told{"event first_heard pole-1", "alarm MagpiePoleDoorOpen pole-1"}));
    after.fleet.set(again, door, 0);
    after.pass();
    EXPECT_EQ(after.told(EventKind::recovery), Told{"recovery MagpiePoleDoorOpen pole-1"});
    EXPECT_TRUE(after.console.events().all()[1].until);
}

}  // namespace
}  // namespace magpie::collector::console
