#include "agent/report/histogram.hpp"

#include <gtest/gtest.h>

#include <vector>

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

TEST(Histogram, TakesWhatAnotherCounted) {
    Histogram histogram(bounds);
    histogram.observe(6);
    histogram.add(std::vector<double>{1, 2, 4}, 5, 10);
    EXPECT_EQ(histogram.within(0), 1U);
    EXPECT_EQ(histogram.within(2), 4U);
    EXPECT_EQ(histogram.count(), 6U);
    EXPECT_EQ(histogram.sum(), 16);
}

TEST(Histogram, WhatAnotherCountedWrongIsBent) {
    Histogram histogram(bounds);
    histogram.add(std::vector<double>{9, 1, 1e30}, 5, 10);
    EXPECT_EQ(histogram.within(0), 5U);
    EXPECT_EQ(histogram.within(1), 5U);
    EXPECT_EQ(histogram.within(2), 5U);
    Histogram beyond(bounds);
    beyond.add(std::vector<double>{1, 1, 1e30}, 1e30, 10);
    EXPECT_EQ(beyond.within(2), beyond.count());
}

}  // namespace
}  // namespace magpie::agent
