#include "agent/capture_line/growth.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

TEST(Growth, IsWhatATotalGrewBy) {
    Growth growth;
    EXPECT_EQ(growth.to(5), 5);
    EXPECT_EQ(growth.to(5), 0);
    EXPECT_EQ(growth.to(8), 3);
}

TEST(Growth, ATotalThatFellHasBegunAnew) {
    Growth growth;
    EXPECT_EQ(growth.to(1000), 1000);
    EXPECT_EQ(growth.to(3), 3);
    EXPECT_EQ(growth.to(4), 1);
}

TEST(Growth, IsNeverNegative) {
    Growth growth;
    for (const std::uint64_t total : {~0ULL, 0ULL, ~0ULL, 1ULL << 63, 7ULL}) {
        EXPECT_GE(growth.to(total), 0);
    }
}

}  // namespace
}  // namespace magpie::agent
