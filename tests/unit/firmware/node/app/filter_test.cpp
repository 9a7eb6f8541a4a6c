#include "firmware/node/app/filter.hpp"

#include <gtest/gtest.h>

#include <initializer_list>
#include <optional>

namespace magpie::node {
namespace {

std::optional<std::int32_t> value_of(std::initializer_list<std::int32_t> readings) {
    Filter filter;
    for (const auto reading : readings) {
        filter.good({reading, static_cast<std::uint32_t>(reading)});
    }
    return filter.value();
}

TEST(Filter, HasNoValueBeforeThreeReadings) {
    EXPECT_EQ(value_of({}), std::nullopt);
    EXPECT_EQ(value_of({20, 20}), std::nullopt);
    EXPECT_EQ(value_of({20, 20, 20}), 20);
}

TEST(Filter, OneWildReadingInThreeAndTwoInFiveMoveNothing) {
    EXPECT_EQ(value_of({20, 20'000, 20}), 20);
    EXPECT_EQ(value_of({20, 9000, 20, -9000, 20}), 20);
    EXPECT_EQ(value_of({20, 9000, 21, 9000, 22}), 21);
}

TEST(Filter, NoiseIsAveraged) {
    EXPECT_EQ(value_of({100, 110, 90, 108, 95}), 101);
    EXPECT_EQ(value_of({-100, -110, -90, -108, -95}), -101);
}

TEST(Filter, OnlyTheLastFiveCount) {
    EXPECT_EQ(value_of({1, 1, 1, 1, 1, 50, 50, 50, 50, 50}), 50);
}

TEST(Filter, AStepIsFollowedAtTheThirdReading) {
    EXPECT_EQ(value_of({20, 20, 20, 20, 20, 35, 35}), 20);
    EXPECT_EQ(value_of({20, 20, 20, 20, 20, 35, 35, 35}), 35);
}

TEST(Filter, TheLargestValueOfAllDoesNotOverflow) {
    EXPECT_EQ(value_of({200'000, 0, 200'000, 0, 200'000}), 200'000);
    EXPECT_EQ(value_of({200'000, 200'000, 200'000, 200'000, 200'000}), 200'000);
}

TEST(Filter, TwoFailuresKeepTheValueAndTheThirdTakesItAway) {
    Filter filter;
    for (int i = 0; i < 5; ++i) {
        filter.good({7, 7});
    }
    filter.failed();
    filter.failed();
    EXPECT_EQ(filter.value(), 7);
    filter.good({7, 7});
    filter.failed();
    filter.failed();
    EXPECT_EQ(filter.value(), 7);
    filter.failed();
    EXPECT_EQ(filter.value(), std::nullopt);
    filter.good({8, 8});
    filter.good({8, 8});
    EXPECT_EQ(filter.value(), std::nullopt);
    filter.good({8, 8});
    EXPECT_EQ(filter.value(), 8);
}

TEST(Filter, CountsHowLongTheRawHasNotMoved) {
    Filter filter;
    EXPECT_EQ(filter.still_for(), 0);
    for (int i = 0; i < 70'000; ++i) {
        filter.good({1, 5});
    }
    EXPECT_EQ(filter.still_for(), 0xFFFF);
    filter.good({1, 6});
    EXPECT_EQ(filter.still_for(), 1);
}

}  // namespace
}  // namespace magpie::node
