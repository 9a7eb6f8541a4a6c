#include "agent/report/histogram.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

constexpr double bounds[] = {1, 2, 5};

TEST(Histogram, ABoundIsWithinItself) {
    Histogram histogram(bounds);
    histogram.observe(2);
    EXPECT_EQ(histogram.within(0), 0U);
    EXPECT_EQ(histogram.within(1), 1U);
    EXPECT_EQ(histogram.within(2), 1U);
    EXPECT_EQ(histogram.count(), 1U);
    EXPECT_EQ(histogram.sum(), 2);
}

TEST(Histogram, WhatIsAboveAllBoundsIsCountedAlone) {
    Histogram histogram(bounds);
    histogram.observe(6);
    histogram.observe(-1);
    EXPECT_EQ(histogram.within(0), 1U);
    EXPECT_EQ(histogram.within(2), 1U);
    EXPECT_EQ(histogram.count(), 2U);
    EXPECT_EQ(histogram.sum(), 5);
}

}  // namespace
}  // namespace magpie::agent
