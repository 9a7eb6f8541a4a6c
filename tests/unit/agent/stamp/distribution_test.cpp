#include "agent/stamp/distribution.hpp"

#include <gtest/gtest.h>

namespace magpie::stamp {
namespace {

using namespace std::chrono_literals;

std::vector<Nanoseconds> upto(int most) {
    std::vector<Nanoseconds> delays;
    for (int i = most; i >= 1; --i) {
        delays.emplace_back(i);
    }
    return delays;
}

TEST(StampDistribution, OfNothingIsNothing) {
    std::vector<Nanoseconds> none;
    EXPECT_FALSE(distribution_of(none));
}

TEST(StampDistribution, HasQuantilesThatWereThere) {
    auto delays = upto(1000);
    const auto distribution = distribution_of(delays);
    ASSERT_TRUE(distribution);
    EXPECT_EQ(distribution->least, 1ns);
    EXPECT_EQ(distribution->median, 500ns);
    EXPECT_EQ(distribution->p95, 950ns);
    EXPECT_EQ(distribution->p99, 990ns);
    EXPECT_EQ(distribution->most, 1000ns);
    EXPECT_EQ(distribution->variation.median, 499ns);
    EXPECT_EQ(distribution->variation.p999, 998ns);
}

TEST(StampDistribution, OfFewHasNoHighQuantiles) {
    auto delays = upto(999);
    EXPECT_FALSE(distribution_of(delays)->variation.p999);
    delays = upto(99);
    EXPECT_FALSE(distribution_of(delays)->p99);
    delays = upto(20);
    EXPECT_EQ(distribution_of(delays)->p95, 19ns);
    delays = upto(19);
    EXPECT_FALSE(distribution_of(delays)->p95);
    delays = upto(1);
    EXPECT_EQ(distribution_of(delays)->median, 1ns);
    EXPECT_FALSE(distribution_of(delays)->variation.median);
}

}  // namespace
}  // namespace magpie::stamp
