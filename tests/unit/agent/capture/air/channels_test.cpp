#include "agent/capture/air/channels.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;

std::map<std::uint32_t, capture::Channel> told(Channels& channels) {
    std::vector<capture::Record> records;
    channels.tell(records);
    std::map<std::uint32_t, capture::Channel> result;
    for (const auto& record : records) {
        const auto& channel = std::get<capture::Channel>(record);
        result[channel.mhz] = channel;
    }
    return result;
}

TEST(Channels, AreListenedToFromFrameToFrame) {
    Channels channels;
    for (int i = 0; i <= 100; ++i) {
        channels.frame(2437, CaptureTime(i * 50ms), 300);
    }
    const auto channel = told(channels).at(2437);
    EXPECT_EQ(channel.listened_us, 5'000'000U);
    EXPECT_EQ(channel.airtime_us, 101U * 300);
    EXPECT_TRUE(told(channels).empty());
}

TEST(Channels, TheWayFromOneToAnotherCountsToNeitherBeyondAMoment) {
    Channels channels;
    channels.frame(2412, CaptureTime(0s), 0);
    channels.frame(2437, CaptureTime(50ms), 0);
    channels.frame(2462, CaptureTime(5s), 0);
    const auto all = told(channels);
    EXPECT_EQ(all.at(2412).listened_us, 50'000U);
    EXPECT_EQ(all.at(2437).listened_us, 100'000U);
    EXPECT_EQ(all.at(2462).listened_us, 0U);
    EXPECT_EQ(channels.there_since(), CaptureTime(5s));
}

TEST(Channels, ASilenceThatIsTooLongWasNotListenedTo) {
    Channels channels;
    channels.frame(2437, CaptureTime(0s), 0);
    channels.frame(2437, CaptureTime(1h), 0);
    EXPECT_EQ(told(channels).at(2437).listened_us, 10'000'000U);
}

TEST(Channels, ThatDoNotExistAreNotListenedTo) {
    Channels channels;
    for (std::uint32_t mhz = 0; mhz < 70'000; ++mhz) {
        channels.frame(mhz, CaptureTime(0s), 1);
    }
    EXPECT_LT(told(channels).size(), 500U);
}

TEST(Channels, AClockThatGoesBackAddsNothing) {
    Channels channels;
    channels.frame(2437, CaptureTime(10s), 0);
    channels.frame(2437, CaptureTime(9s), 0);
    EXPECT_EQ(told(channels).at(2437).listened_us, 0U);
}

}  // namespace
}  // namespace magpie::agent
