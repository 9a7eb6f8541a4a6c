#include "agent/sources/host/clock_state.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(ClockState, OffsetsAreMicrosecondsOrNanoseconds) {
    timex kernel{};
    kernel.offset = -2500;
    kernel.maxerror = 1500;
    EXPECT_DOUBLE_EQ(*clock_state(kernel).offset, -2.5e-3);
    kernel.status = STA_NANO | STA_PLL;
    EXPECT_DOUBLE_EQ(*clock_state(kernel).offset, -2.5e-6);
    EXPECT_DOUBLE_EQ(*clock_state(kernel).error, 1.5e-3);
    EXPECT_TRUE(clock_state(kernel).synchronised);
}

TEST(ClockState, UnsynchronisedItKnowsNoError) {
    timex kernel{};
    kernel.status = STA_UNSYNC;
    kernel.maxerror = 16'000'000;
    const auto state = clock_state(kernel);
    EXPECT_FALSE(state.synchronised);
    EXPECT_FALSE(state.offset);
    EXPECT_FALSE(state.error);
}

}  // namespace
}  // namespace magpie::agent
