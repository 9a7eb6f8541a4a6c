#include "agent/stamp/replay_window.hpp"

#include <gtest/gtest.h>

namespace magpie::stamp {
namespace {

using namespace std::chrono_literals;

TEST(StampReplayWindow, KnowsASenderWhoseClockWasPutBackAfterHalfAMinute) {
    ReplayWindow window;
    EXPECT_FALSE(window.repeats(1, 1000, Instant(100s)));
    EXPECT_TRUE(window.repeats(1, 500, Instant(101s)));
    EXPECT_FALSE(window.repeats(1, 500, Instant(131s)));
}

TEST(StampReplayWindow, GoesOnOverTheEndOfAnEra) {
    ReplayWindow window;
    EXPECT_FALSE(window.repeats(1, 0xffff'ffff'0000'0000U, Instant(100s)));
    EXPECT_FALSE(window.repeats(1, 0x0000'0000'0000'0001U, Instant(101s)));
    EXPECT_TRUE(window.repeats(1, 0xffff'ffff'0000'0000U, Instant(102s)));
}

}  // namespace
}  // namespace magpie::stamp
