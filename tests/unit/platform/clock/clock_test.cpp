#include "platform/clock/clock.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie {
namespace {

using namespace std::chrono_literals;

TEST(SystemClock, BothClocksRun) {
    const platform::SystemClock clock;
    const Now first = clock.now();
    Now later = clock.now();
    while (later.mono == first.mono) {
        later = clock.now();
    }
    EXPECT_GT(later.mono, first.mono);
    EXPECT_GT(first.wall, UtcMs(std::chrono::sys_days(std::chrono::year(2020) / 1 / 1)));
}

TEST(FakeClock, MovesOnlyWhenTold) {
    fakes::FakeClock clock;
    const Now start = clock.now();
    clock.advance(3s);
    EXPECT_EQ(clock.now().mono - start.mono, 3s);
    EXPECT_EQ(clock.now().wall - start.wall, 3s);
    clock.wall_steps(-1h);
    EXPECT_EQ(clock.now().mono - start.mono, 3s);
    EXPECT_EQ(clock.now().wall - start.wall, 3s - 1h);
}

TEST(FakeClock, WallIsLostAndFound) {
    fakes::FakeClock clock;
    EXPECT_TRUE(clock.now().wall_known);
    clock.wall_is_lost();
    EXPECT_FALSE(clock.now().wall_known);
    clock.wall_becomes_known(UtcMs(1'800'000'000'000ms));
    EXPECT_TRUE(clock.now().wall_known);
    EXPECT_EQ(clock.now().wall, UtcMs(1'800'000'000'000ms));
}

}  // namespace
}  // namespace magpie
