#include "agent/throughput/byte_budget.hpp"

#include <gtest/gtest.h>

namespace magpie::agent::throughput {
namespace {

constexpr Monotonic begun{Milliseconds{1'000'000'000}};
constexpr Milliseconds hour{3'600'000};

TEST(ByteBudget, GivesNoMoreThanADayMayHave) {
    ByteBudget budget(1000, "boot");
    EXPECT_TRUE(budget.reserve(600, begun));
    EXPECT_FALSE(budget.reserve(401, begun + hour));
    EXPECT_TRUE(budget.reserve(400, begun + hour));
    EXPECT_FALSE(budget.reserve(1, begun + 2 * hour));
    EXPECT_EQ(budget.spent(begun + 2 * hour), 1000U);
}

TEST(ByteBudget, WhatIsADayOldIsForgotten) {
    ByteBudget budget(1000, "boot");
    EXPECT_TRUE(budget.reserve(1000, begun));
    EXPECT_FALSE(budget.reserve(1, begun + ByteBudget::day - Milliseconds{1}));
    EXPECT_TRUE(budget.reserve(1, begun + ByteBudget::day));
}

TEST(ByteBudget, WhatARunDidNotTakeIsGivenBack) {
    ByteBudget budget(1000, "boot");
    EXPECT_TRUE(budget.reserve(1000, begun));
    budget.settle(100);
    EXPECT_EQ(budget.spent(begun), 100U);
    EXPECT_TRUE(budget.reserve(900, begun));
}

TEST(ByteBudget, ARunMayTakeMoreThanItWasGivenAndThatCountsToo) {
    ByteBudget budget(1000, "boot");
    EXPECT_TRUE(budget.reserve(500, begun));
    budget.settle(2000);
    EXPECT_EQ(budget.spent(begun), 2000U);
    EXPECT_FALSE(budget.reserve(1, begun));
}

TEST(ByteBudget, OutlivesTheProcess) {
    ByteBudget before(1000, "boot");
    EXPECT_TRUE(before.reserve(700, begun));
    ByteBudget after(1000, "boot");
    after.restore(before.text(), begun + hour);
    EXPECT_EQ(after.spent(begun + hour), 700U);
    EXPECT_EQ(after.latest(), begun);
    EXPECT_EQ(after.text(), before.text());
}

TEST(ByteBudget, OfAnotherBootCountsForNothing) {
    ByteBudget before(1000, "yesterday");
    EXPECT_TRUE(before.reserve(700, begun));
    ByteBudget after(1000, "boot");
    after.restore(before.text(), begun);
    EXPECT_EQ(after.spent(begun), 0U);
}

TEST(ByteBudget, OfTextThatNobodyWroteAllIsSpent) {
    for (const auto* text : {"", "boot\nx", "boot\n5", "boot\n5 6 7", "boot\n5 -1", "boot\n9999999999999 1",
                             "boot\n5 1\n4 1", "boot\n5 18446744073709551615"}) {
        ByteBudget budget(1000, "boot");
        budget.restore(text, begun);
        EXPECT_EQ(budget.spent(begun), 1000U) << text;
        EXPECT_FALSE(budget.reserve(1, begun)) << text;
    }
}

TEST(ByteBudget, IsBoundedAndForgetsNothingForIt) {
    ByteBudget budget(1'000'000, "boot");
    for (int i = 0; i < 200; ++i) {
        EXPECT_TRUE(budget.reserve(10, begun + Milliseconds{i}));
    }
    EXPECT_EQ(budget.spent(begun + hour), 2000U);
    ByteBudget after(1'000'000, "boot");
    after.restore(budget.text(), begun + hour);
    EXPECT_EQ(after.spent(begun + hour), 2000U);
}

}  // namespace
}  // namespace magpie::agent::throughput
