#include "platform/log/rate_limit.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::log {
namespace {

using namespace std::chrono_literals;

const RateLimit::Settings few{.burst = 2, .refill = 10s, .keys = 3};

TEST(RateLimit, BurstPassesThenSilence) {
    const fakes::FakeClock clock;
    RateLimit limit(few);
    EXPECT_EQ(limit.admit("a", clock.now()), 0U);
    EXPECT_EQ(limit.admit("a", clock.now()), 0U);
    EXPECT_EQ(limit.admit("a", clock.now()), std::nullopt);
}

TEST(RateLimit, NextLineTellsHowManyWereSilent) {
    fakes::FakeClock clock;
    RateLimit limit(few);
    for (int i = 0; i < 7; ++i) {
        static_cast<void>(limit.admit("a", clock.now()));
    }
    clock.advance(10s);
    EXPECT_EQ(limit.admit("a", clock.now()), 5U);
    EXPECT_EQ(limit.admit("a", clock.now()), std::nullopt);
    clock.advance(20s);
    EXPECT_EQ(limit.admit("a", clock.now()), 1U);
    EXPECT_EQ(limit.admit("a", clock.now()), 0U);
    EXPECT_EQ(limit.admit("a", clock.now()), std::nullopt);
}

TEST(RateLimit, RestDoesNotSaveUpMoreThanTheBurst) {
    fakes::FakeClock clock;
    RateLimit limit(few);
    clock.advance(24h);
    int passed = 0;
    for (int i = 0; i < 100; ++i) {
        passed += limit.admit("a", clock.now()) ? 1 : 0;
    }
    EXPECT_EQ(passed, 2);
}

TEST(RateLimit, KeysDoNotDisturbEachOther) {
    const fakes::FakeClock clock;
    RateLimit limit(few);
    for (int i = 0; i < 100; ++i) {
        static_cast<void>(limit.admit("loud", clock.now()));
    }
    EXPECT_EQ(limit.admit("quiet", clock.now()), 0U);
}

TEST(RateLimit, InventedKeysShareOneBucket) {
    const fakes::FakeClock clock;
    RateLimit limit(few);
    int passed = 0;
    for (int i = 0; i < 10'000; ++i) {
        passed += limit.admit("node-" + std::to_string(i), clock.now()) ? 1 : 0;
    }
    EXPECT_EQ(passed, 3 + 2);  // a line for each key that found room, and one burst for all the others
}

TEST(RateLimit, OldKeysMakeRoom) {
    fakes::FakeClock clock;
    RateLimit limit(few);
    for (int i = 0; i < 100; ++i) {
        static_cast<void>(limit.admit("node-" + std::to_string(i), clock.now()));
    }
    clock.advance(30s);
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(limit.admit("new-" + std::to_string(i), clock.now()), 0U);
        EXPECT_EQ(limit.admit("new-" + std::to_string(i), clock.now()), 0U);
    }
}

}  // namespace
}  // namespace magpie::log
