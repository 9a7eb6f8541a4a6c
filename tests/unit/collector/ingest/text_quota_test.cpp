#include "collector/ingest/text_quota.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::collector {
namespace {

const Now noon{.mono = Monotonic{std::chrono::hours(100)}, .wall = {}};
const Now next_noon{.mono = Monotonic{std::chrono::hours(124)}, .wall = {}};

TEST(TextQuota, OneTextMoreThanAllowedIsRefused) {
    TextQuota quota;
    EXPECT_TRUE(quota.take(5, 2, noon));
    EXPECT_TRUE(quota.take(3, 2, noon));
    EXPECT_FALSE(quota.take(4, 2, noon));
}

TEST(TextQuota, WhatWasSeenIsFree) {
    TextQuota quota;
    EXPECT_TRUE(quota.take(5, 1, noon));
    EXPECT_FALSE(quota.take(4, 1, noon));
    EXPECT_TRUE(quota.take(5, 1, noon));
}

TEST(TextQuota, EachDayBeginsAnew) {
    TextQuota quota;
    EXPECT_TRUE(quota.take(5, 1, noon));
    EXPECT_TRUE(quota.take(4, 1, next_noon));
    EXPECT_FALSE(quota.take(5, 1, next_noon));
}

}  // namespace
}  // namespace magpie::collector
