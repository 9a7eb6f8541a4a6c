#include "agent/capture/air/two_channels.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;

TEST(TwoChannels, AreSeenWhenBothGoOn) {
    TwoChannels channels;
    EXPECT_FALSE(channels.hear(1, CaptureTime(0ms)));
    EXPECT_FALSE(channels.hear(6, CaptureTime(50ms)));
    EXPECT_FALSE(channels.hear(1, CaptureTime(100ms)));
    EXPECT_TRUE(channels.hear(6, CaptureTime(150ms)));
    EXPECT_TRUE(channels.hear(1, CaptureTime(200ms)));
}

TEST(TwoChannels, AreSeenByARadioThatGoesFromOneToTheOther) {
    TwoChannels channels;
    bool seen = false;
    for (int visit = 0; visit < 6; ++visit) {
        for (int beacon = 0; beacon < 3; ++beacon) {
            seen |= channels.hear(visit % 2 == 0 ? 1 : 6, CaptureTime(visit * 3s + beacon * 100ms));
        }
    }
    EXPECT_TRUE(seen);
}

TEST(TwoChannels, AWayThroughAllOfThemIsNone) {
    TwoChannels channels;
    for (int i = 0; i < 100; ++i) {
        EXPECT_FALSE(channels.hear(static_cast<unsigned>(1 + i % 13), CaptureTime(i * 1s)));
    }
}

TEST(TwoChannels, ASwitchAndBackIsNone) {
    TwoChannels channels;
    for (int i = 0; i < 30; ++i) {
        EXPECT_FALSE(channels.hear(i >= 10 && i < 12 ? 6 : 1, CaptureTime(i * 100ms)));
    }
}

TEST(TwoChannels, ASwitchNowAndThenIsNone) {
    TwoChannels channels;
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(channels.hear(i / 100 % 2 == 0 ? 1 : 6, CaptureTime(i * 100ms)));
    }
}

}  // namespace
}  // namespace magpie::agent
