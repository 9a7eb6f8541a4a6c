#include "collector/exposition/value_text.hpp"

#include <bit>
#include <cstdlib>
#include <limits>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace magpie::collector {
namespace {

std::string text(double value) {
    char bytes[most_value_text];
    return {bytes, write_value(bytes, value)};
}

TEST(ValueText, IntegersArePlain) {
    EXPECT_EQ(text(0), "0");
    EXPECT_EQ(text(-0.0), "0");
    EXPECT_EQ(text(-60), "-60");
    EXPECT_EQ(text(1e15), "1000000000000000");
    EXPECT_EQ(text(9007199254740991), "9007199254740991");
}

TEST(ValueText, BeyondExactIntegersTheShortestFormIsTaken) {
    EXPECT_EQ(text(9007199254740992), "9007199254740992");
    EXPECT_EQ(text(1.8446744073709552e19), "18446744073709551616");
    EXPECT_EQ(text(1e300), "1e+300");
    EXPECT_EQ(text(std::numeric_limits<double>::max()), "1.7976931348623157e+308");
}

TEST(ValueText, FractionsTakeAsFewDigitsAsReadBack) {
    EXPECT_EQ(text(0.1), "0.1");
    EXPECT_EQ(text(1760000000.123), "1760000000.123");
    EXPECT_EQ(text(double{0.1F}), "0.10000000149011612");
}

TEST(ValueText, EveryDoubleReadsBack) {
    std::mt19937_64 random(20);
    for (int i = 0; i < 100'000; ++i) {
        const auto value = std::bit_cast<double>(random());
        if (value - value == 0) {
            ASSERT_EQ(std::strtod(text(value).c_str(), nullptr), value) << text(value);
        }
    }
}

TEST(ValueText, NoTextIsTooLong) {
    EXPECT_LE(text(-std::numeric_limits<double>::denorm_min()).size(), most_value_text);
    EXPECT_EQ(text(-2.2250738585072014e-308), "-2.2250738585072014e-308");
}

}  // namespace
}  // namespace magpie::collector
