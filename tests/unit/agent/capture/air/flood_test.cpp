#include "agent/capture/air/flood.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;

constexpr MacAddress network{{0x02, 0, 0, 0, 1, 0}};
constexpr CaptureTime start{1000s};

Flood::Leave leave(unsigned sequence, CaptureTime::duration after, bool everybody = false, bool retry = false) {
    return {network, everybody, retry, static_cast<std::uint16_t>(sequence), start + after};
}

TEST(Flood, IsMoreThanTenASecond) {
    Flood flood;
    for (unsigned i = 0; i < 10; ++i) {
        EXPECT_FALSE(flood.hear(leave(i, i * 90ms)));
    }
    EXPECT_TRUE(flood.hear(leave(10, 910ms)));
}

TEST(Flood, TenASecondAreNone) {
    Flood flood;
    for (unsigned i = 0; i < 1000; ++i) {
        EXPECT_FALSE(flood.hear(leave(i, i * 101ms)));
    }
}

TEST(Flood, ToEverybodyIsMoreThanFive) {
    Flood flood;
    for (unsigned i = 0; i < 5; ++i) {
        EXPECT_FALSE(flood.hear(leave(i, i * 100ms, true)));
    }
    EXPECT_TRUE(flood.hear(leave(5, 500ms, true)));
}

TEST(Flood, RetriesCountOnce) {
    Flood flood;
    for (unsigned i = 0; i < 3; ++i) {
        EXPECT_FALSE(flood.hear(leave(i, i * 100ms)));
        for (unsigned again = 1; again < 20; ++again) {
            EXPECT_FALSE(flood.hear(leave(i, i * 100ms + again * 2ms, false, true)));
        }
    }
}

TEST(Flood, ARetryWhoseFirstWasNotHeardCounts) {
    Flood flood;
    bool too_many = false;
    for (unsigned i = 0; i < 11; ++i) {
        too_many = flood.hear(leave(i, i * 50ms, false, true));
    }
    EXPECT_TRUE(too_many);
}

TEST(Flood, OfOneSequenceNumberIsOneAllTheSame) {
    Flood flood;
    bool too_many = false;
    for (unsigned i = 0; i < 50; ++i) {
        too_many |= flood.hear(leave(0, i * 10ms));
    }
    EXPECT_TRUE(too_many);
}

TEST(Flood, IsOfOneNetwork) {
    Flood flood;
    for (unsigned i = 0; i < 40; ++i) {
        auto one = leave(i, i * 20ms);
        one.bssid.bytes[5] = static_cast<std::uint8_t>(i % 5);
        EXPECT_FALSE(flood.hear(one));
    }
}

TEST(Flood, OfManyNetworksLeavesTheOneThatIsFlooded) {
    Flood flood;
    bool too_many = false;
    for (unsigned i = 0; i < 2000; ++i) {
        auto other = leave(i, i * 1ms);
        other.bssid = {{0x06, 0, 0, 0, static_cast<std::uint8_t>(i >> 8), static_cast<std::uint8_t>(i)}};
        EXPECT_FALSE(flood.hear(other));
        if (i % 20 == 0) {
            too_many |= flood.hear(leave(i, i * 1ms));
        }
    }
    EXPECT_TRUE(too_many);
}

}  // namespace
}  // namespace magpie::agent
