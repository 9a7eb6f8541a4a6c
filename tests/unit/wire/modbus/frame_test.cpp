#include "wire/modbus/frame.hpp"

#include <gtest/gtest.h>

#include <array>
#include <vector>

namespace magpie::modbus {
namespace {

using Bytes = std::vector<std::uint8_t>;

TEST(Crc16, IsThatOfTheCatalogueOfCrcs) {
    const Bytes check{'1', '2', '3', '4', '5', '6', '7', '8', '9'};
    EXPECT_EQ(crc16(check), 0x4B37);
    EXPECT_EQ(crc16({}), 0xFFFF);
}

TEST(ParseFrame, TakesARequestApart) {
    // Modbus over serial line V1.02, appendix B, shows this CRC: 02 07 -> 41 12 (low byte first).
    const Bytes bytes{0x02, 0x07, 0x41, 0x12};
    const auto frame = parse_frame(bytes);
    EXPECT_EQ(frame.fault, FrameFault::none);
    EXPECT_EQ(frame.address, 2);
    EXPECT_EQ(frame.function, 7);
    EXPECT_TRUE(frame.body.empty());
}

TEST(ParseFrame, EachFlippedBitIsACrcFault) {
    std::array<std::uint8_t, 16> room{};
    FrameWriter writer(room, 17, 4);
    writer.word(16);
    writer.word(15);
    const auto good = writer.end();
    ASSERT_EQ(parse_frame(good).fault, FrameFault::none);
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        Bytes bad(good.begin(), good.end());
        bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1U << (bit % 8)));
        EXPECT_EQ(parse_frame(bad).fault, FrameFault::crc) << bit;
    }
}

TEST(ParseFrame, NamesWhatIsTooShortAndTooLong) {
    EXPECT_EQ(parse_frame({}).fault, FrameFault::too_short);
    EXPECT_EQ(parse_frame(Bytes(3)).fault, FrameFault::too_short);
    EXPECT_EQ(parse_frame(Bytes(257)).fault, FrameFault::too_long);
}

TEST(FrameWriter, WhatDoesNotFitIsNoFrame) {
    std::array<std::uint8_t, 7> room{};
    FrameWriter writer(room, 1, 3);
    writer.byte(2);
    writer.word(0x1234);
    EXPECT_EQ(writer.end().size(), 7U);

    FrameWriter wider(room, 1, 3);
    wider.byte(4);
    wider.word(0x1234);
    wider.word(0x5678);
    EXPECT_TRUE(wider.end().empty());
}

TEST(FrameWriter, WordsAreHighByteFirst) {
    std::array<std::uint8_t, 8> room{};
    FrameWriter writer(room, 1, 6);
    writer.word(0xABCD);
    const auto frame = parse_frame(writer.end());
    ASSERT_EQ(frame.body.size(), 2U);
    EXPECT_EQ(word_at(frame.body, 0), 0xABCD);
}

}  // namespace
}  // namespace magpie::modbus
