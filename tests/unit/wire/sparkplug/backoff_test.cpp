#include "wire/sparkplug/backoff.hpp"

#include <gtest/gtest.h>

#include <set>

namespace magpie::sparkplug {
namespace {

using std::chrono::milliseconds;

TEST(Backoff, DoublesUpToItsCap) {
    std::int64_t longest[8] = {};
    for (std::uint32_t seed = 1; seed < 2000; ++seed) {
        Backoff backoff(milliseconds(1000), milliseconds(10000), seed);
        for (auto& most : longest) {
            most = std::max(most, backoff.next().count());
        }
    }
    const std::int64_t ceiling[8] = {1000, 2000, 4000, 8000, 10000, 10000, 10000, 10000};
    for (std::size_t i = 0; i < 8; ++i) {
        EXPECT_LE(longest[i], ceiling[i]) << i;
        EXPECT_GT(longest[i], ceiling[i] * 9 / 10) << i;
    }
}

TEST(Backoff, JitterIsFull) {
    int short_waits = 0;
    for (std::uint32_t seed = 1; seed <= 1000; ++seed) {
        Backoff backoff(milliseconds(1000), milliseconds(60000), seed);
        short_waits += backoff.next() < milliseconds(500) ? 1 : 0;
    }
    EXPECT_NEAR(short_waits, 500, 60);
}

TEST(Backoff, NodesWithOtherSeedsWaitOtherwise) {
    std::set<std::int64_t> waits;
    for (std::uint32_t seed = 1; seed <= 100; ++seed) {
        waits.insert(Backoff(milliseconds(60000), milliseconds(60000), seed).next().count());
    }
    EXPECT_GT(waits.size(), 90U);
}

TEST(Backoff, ResetBeginsAnew) {
    Backoff backoff(milliseconds(10), milliseconds(1000000), 7);
    for (int i = 0; i < 10; ++i) {
        (void)backoff.next();
    }
    backoff.reset();
    EXPECT_LE(backoff.next(), milliseconds(10));
}

TEST(Backoff, NeverOverflows) {
    Backoff backoff(milliseconds(1000), milliseconds(60000), 7);
    for (int i = 0; i < 1000; ++i) {
        const auto wait = backoff.next();
        EXPECT_GE(wait, milliseconds(0));
        EXPECT_LE(wait, milliseconds(60000));
    }
}

}  // namespace
}  // namespace magpie::sparkplug
