#include "collector/console/inventory.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::console {
namespace {

InventoryPole named(std::string name) {
    InventoryPole pole;
    pole.name = std::move(name);
    return pole;
}

TEST(Inventory, ANewListSaysWhatIsOtherThanBefore) {
    Inventory inventory;
    auto counts = inventory.replace({{{"a", "1"}, named("x")}, {{"a", "2"}, named("y")}});
    EXPECT_EQ(counts.added, 2U);
    EXPECT_EQ(inventory.take_changes().size(), 2U);
    counts = inventory.replace({{{"a", "2"}, named("z")}, {{"a", "3"}, named("y")}});
    EXPECT_EQ(counts.added, 1U);
    EXPECT_EQ(counts.removed, 1U);
    EXPECT_EQ(counts.changed, 1U);
    EXPECT_EQ(inventory.take_changes().size(), 3U);
    counts = inventory.replace({{{"a", "2"}, named("z")}, {{"a", "3"}, named("y")}});
    EXPECT_EQ(counts.added + counts.removed + counts.changed, 0U);
    EXPECT_TRUE(inventory.take_changes().empty());
}

TEST(Inventory, WhatIsOutOfServiceStaysSoOverAnotherList) {
    Inventory inventory;
    inventory.replace({{{"a", "1"}, named("x")}});
    ASSERT_TRUE(inventory.decommission({"a", "1"}, {.at = {}, .reason = "gone", .by = "kim"}));
    EXPECT_FALSE(inventory.decommission({"a", "1"}, {}));
    inventory.replace({{{"a", "2"}, named("y")}});
    EXPECT_EQ(inventory.listed(), 1U);
    ASSERT_NE(inventory.find({"a", "1"}), nullptr);
    EXPECT_FALSE(inventory.find({"a", "1"})->listed);
    inventory.replace({{{"a", "1"}, named("x")}});
    EXPECT_TRUE(inventory.find({"a", "1"})->decommissioned) << "and when it is listed again";
    EXPECT_TRUE(inventory.recommission({"a", "1"}));
    EXPECT_FALSE(inventory.recommission({"a", "1"}));
    EXPECT_TRUE(inventory.find({"a", "1"})->listed);
}

TEST(Inventory, WhoWasHereOnlyForThatGoesWithIt) {
    Inventory inventory;
    ASSERT_TRUE(inventory.decommission({"a", "9"}, {}));
    EXPECT_EQ(inventory.listed(), 0U);
    EXPECT_TRUE(inventory.recommission({"a", "9"}));
    EXPECT_EQ(inventory.find({"a", "9"}), nullptr);
}

}  // namespace
}  // namespace magpie::collector::console
