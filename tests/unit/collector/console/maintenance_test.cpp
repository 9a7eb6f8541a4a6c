#include "collector/console/maintenance.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector::console {
namespace {

using std::chrono::minutes;

struct MaintenanceTest : testing::Test {
    WindowId window(std::optional<std::string> node, minutes from, minutes to) {
        const auto now = clock.now().wall;
        return *book.add(
            {.area = "mapo", .node = std::move(node), .from = now + from, .to = now + to, .reason = "", .by = "kim"});
    }
    bool holds(const std::string& node, const std::string& area = "mapo") {
        book.look(clock.now());
        return book.holds(area, node);
    }

    fakes::FakeClock clock;
    Maintenance book;
};

TEST_F(MaintenanceTest, HoldsFromItsBeginningUntilBeforeItsEnd) {
    window("pole-1", minutes(1), minutes(2));
    EXPECT_FALSE(holds("pole-1"));
    clock.advance(minutes(1));
    EXPECT_TRUE(holds("pole-1"));
    EXPECT_FALSE(holds("pole-2"));
    EXPECT_FALSE(holds("pole-1", "jung"));
    clock.advance(minutes(1));
    EXPECT_FALSE(holds("pole-1"));
    const auto turns = book.take_turns();
    EXPECT_EQ(turns.began.size(), 1U);
    EXPECT_EQ(turns.ended.size(), 1U);
}

TEST_F(MaintenanceTest, OfAnAreaHoldsForAllInIt) {
    const auto id = window(std::nullopt, minutes(0), minutes(5));
    EXPECT_TRUE(holds("any"));
    EXPECT_FALSE(holds("any", "jung"));
    EXPECT_TRUE(book.remove(id));
    EXPECT_FALSE(book.remove(id));
    EXPECT_FALSE(holds("any"));
    EXPECT_EQ(book.take_turns().ended.size(), 1U);
}

TEST_F(MaintenanceTest, TheOldGoAndTheNumberIsBounded) {
    window("pole-1", minutes(0), minutes(1));
    (void)book.take_changes();
    clock.advance(Maintenance::kept + minutes(2));
    book.look(clock.now());
    EXPECT_TRUE(book.windows().empty());
    EXPECT_EQ(book.take_changes().size(), 1U);
    for (std::size_t i = 0; i < Maintenance::most_windows; ++i) {
        window("pole-1", minutes(0), minutes(1));
    }
    EXPECT_FALSE(book.add({}));
}

TEST_F(MaintenanceTest, WhatWasOpenBeforeARestartBeganBefore) {
    const auto now = clock.now();
    book.restore({{WindowId{7},
                   {.area = "mapo",
                    .node = {},
                    .from = now.wall - minutes(1),
                    .to = now.wall + minutes(1),
                    .reason = "",
                    .by = ""}}},
                 now);
    EXPECT_TRUE(holds("pole-1"));
    EXPECT_TRUE(book.take_turns().began.empty());
    EXPECT_EQ(window("x", minutes(0), minutes(1)), WindowId{8});
}

}  // namespace
}  // namespace magpie::collector::console
