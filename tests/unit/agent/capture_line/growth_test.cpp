#include "agent/capture_line/growth.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(Growth, IsWhatATotalGrewBy) {
    Growth growth;
    EXPECT_EQ(growth.to(5, false), 5);
    EXPECT_EQ(growth.to(5, false), 0);
    EXPECT_EQ(growth.to(8, false), 3);
}

TEST(Growth, ATotalThatFellHasBegunAnew) {
    Growth growth;
    EXPECT_EQ(growth.to(1000, false), 1000);
    EXPECT_EQ(growth.to(3, false), 3);
    EXPECT_EQ(growth.to(4, false), 1);
}

TEST(Growth, WhatWasCountedBeforeIsNoGrowth) {
    Growth growth;
    EXPECT_EQ(growth.to(1000, true), 0);
    EXPECT_EQ(growth.to(1002, true), 2);
    EXPECT_EQ(growth.to(1003, false), 1);
}

TEST(Growth, IsNeverNegative) {
    Growth growth;
    for (const std::uint64_t total : {~0ULL, 0ULL, ~0ULL, 1ULL << 63, 7ULL}) {
        EXPECT_GE(growth.to(total, false), 0);
    }
}

}  // namespace
}  // namespace magpie::agent
