#include "agent/files/fields.hpp"

#include <gtest/gtest.h>

#include <cstdint>

namespace magpie::agent {
namespace {

TEST(Pieces, EmptyOnesArePassedOver) {
    Pieces pieces(",,a,,bc,", ",");
    EXPECT_EQ(pieces.next(), "a");
    EXPECT_EQ(pieces.next(), "bc");
    EXPECT_FALSE(pieces.next());
    EXPECT_FALSE(pieces.next());
}

TEST(Pieces, SkippingCountsThePiecesPassed) {
    auto fields = fields_of("a b\tc d\n");
    EXPECT_EQ(fields.skip(2), "c");
    EXPECT_EQ(fields.skip(0), "d");
    EXPECT_FALSE(fields.skip(5));
}

TEST(Number, TheWholeTextOrNothing) {
    EXPECT_EQ(number_of<std::uint64_t>("18446744073709551615"), UINT64_MAX);
    EXPECT_FALSE(number_of<std::uint64_t>("18446744073709551616"));
    EXPECT_FALSE(number_of<std::uint64_t>("-1"));
    EXPECT_FALSE(number_of<std::uint64_t>("1 "));
    EXPECT_FALSE(number_of<std::uint64_t>(""));
    EXPECT_FALSE(number_of<std::uint64_t>(std::nullopt));
    EXPECT_EQ(number_of<int>("-40"), -40);
}

TEST(Number, HexadecimalWithOrWithoutItsMark) {
    EXPECT_EQ(hex_of("0x0b"), 11U);
    EXPECT_EQ(hex_of("0B"), 11U);
    EXPECT_FALSE(hex_of("0x"));
    EXPECT_FALSE(hex_of("0xg"));
    EXPECT_FALSE(hex_of("0x100000000"));
}

TEST(Trimmed, BlanksAtBothEndsGo) {
    EXPECT_EQ(trimmed(" a b \n"), "a b");
    EXPECT_EQ(trimmed(" \n"), "");
    EXPECT_EQ(trimmed(""), "");
}

}  // namespace
}  // namespace magpie::agent
