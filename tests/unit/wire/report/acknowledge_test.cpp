#include "wire/report/acknowledge.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie {
namespace {

std::string word(std::uint64_t received, std::uint64_t safe, std::uint64_t highest) {
    return raw::fixed64(1, 5) + raw::number(2, received) + raw::number(3, safe) + raw::number(4, highest);
}

TEST(Acknowledge, WhatIsWrittenIsReadBack) {
    const Acknowledge written{.epoch = Epoch{~std::uint64_t{0}},
                              .received = ReportNumber{7},
                              .safe = ReportNumber{5},
                              .highest = ReportNumber{9},
                              .late_spacing = Milliseconds{40}};
    const auto read = decode_acknowledge(encode(written));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, written);
}

TEST(Acknowledge, OfNothingYetIsRead) {
    EXPECT_TRUE(decode_acknowledge(word(0, 0, 0)));
}

TEST(Acknowledge, SafeAboveReceivedIsRefused) {
    EXPECT_FALSE(decode_acknowledge(word(5, 6, 9)));
}

TEST(Acknowledge, ReceivedAboveHighestIsRefused) {
    EXPECT_FALSE(decode_acknowledge(word(5, 5, 4)));
}

TEST(Acknowledge, AWaitOfMoreThanAnHourIsRefused) {
    EXPECT_TRUE(decode_acknowledge(word(1, 1, 1) + raw::number(5, 3600 * 1000)));
    EXPECT_FALSE(decode_acknowledge(word(1, 1, 1) + raw::number(5, 3600 * 1000 + 1)));
}

TEST(Acknowledge, WithoutAnEpochIsRefused) {
    EXPECT_FALSE(decode_acknowledge(""));
    EXPECT_FALSE(decode_acknowledge(raw::number(2, 1) + raw::number(4, 1)));
}

TEST(Acknowledge, AFieldOfAnotherWireTypeCountsAsAbsent) {
    EXPECT_FALSE(decode_acknowledge(raw::number(1, 5)));
    EXPECT_FALSE(decode_acknowledge(raw::fixed64(1, 5) + raw::number(2, 7) + raw::fixed32(4, 9)));
}

TEST(Acknowledge, EveryTruncationIsRefusedOrSound) {
    const auto whole = word(700, 500, 900);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string cut(whole.data(), size);
        if (const auto read = decode_acknowledge(cut)) {
            EXPECT_LE(read->safe, read->received) << size;
            EXPECT_LE(read->received, read->highest) << size;
        }
    }
}

TEST(Acknowledge, FieldsOfALaterSchemaArePassedOver) {
    EXPECT_TRUE(decode_acknowledge(word(1, 1, 1) + raw::text(9, "later")));
}

}  // namespace
}  // namespace magpie
