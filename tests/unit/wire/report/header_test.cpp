#include "wire/report/header.hpp"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie {
namespace {

const ReportHeader example{.epoch = Epoch{0x1122334455667788},
                           .range = {ReportNumber{40}, ReportNumber{42}},
                           .oldest = ReportNumber{7},
                           .newest = ReportNumber{50},
                           .shape = 0xfedcba9876543210,
                           .whole = true,
                           .urgent = true,
                           .clock_known = true,
                           .historical = true,
                           .taken = Monotonic{Milliseconds{3600000}},
                           .sent = Monotonic{Milliseconds{3600250}}};

/// The header as fields, some replaced or left out, to say what the encoder never says.
struct Fields {
    std::string epoch = raw::fixed64(1, 5);
    std::string first = raw::number(2, 3);
    std::string further{};
    std::string held = raw::number(4, 3);
    std::string newest = raw::number(5, 4);
    std::string shape = raw::fixed64(6, 9);
    std::string flags = raw::number(7, 4);
    std::string taken = raw::number(8, 1000);
    std::string waited = raw::number(9, 20);
    std::string earlier{};
    [[nodiscard]] std::string all() const {
        return epoch + first + further + held + newest + shape + flags + taken + waited + earlier;
    }
};

TEST(ReportHeader, WhatIsWrittenIsReadBack) {
    const auto read = decode_report_header(encode(example));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, example);
}

TEST(ReportHeader, EachFlagIsItsOwn) {
    for (int flag = 0; flag < 4; ++flag) {
        auto header = example;
        header.whole = flag == 0;
        header.urgent = flag == 1;
        header.clock_known = flag == 2;
        header.historical = flag == 3;
        const auto read = decode_report_header(encode(header));
        ASSERT_TRUE(read);
        EXPECT_EQ(*read, header);
    }
}

std::string earlier_epoch(std::uint64_t epoch, std::uint64_t held, std::uint64_t last) {
    return raw::text(10, raw::fixed64(1, epoch) + raw::number(2, held) + raw::number(3, last));
}

TEST(ReportHeader, NamesTheEpochsThatEndedAndAreStillHeld) {
    auto header = example;
    header.earlier = {{Epoch{7}, ReportNumber{12}, ReportNumber{90}}, {Epoch{6}, ReportNumber{4}, ReportNumber{3}}};
    const auto read = decode_report_header(encode(header));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, header);
}

TEST(ReportHeader, AReportOfAnEpochThatEndedSaysSo) {
    auto header = example;
    header.closed = true;
    const auto read = decode_report_header(encode(header));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, header);
}

TEST(ReportHeader, AClosedEpochIsHistoricalAndSpeaksOfItself) {
    const auto closed = [](std::uint64_t also) { return raw::number(7, 16 | also); };
    EXPECT_TRUE(decode_report_header(Fields{.flags = closed(8)}.all()));
    EXPECT_FALSE(decode_report_header(Fields{.flags = closed(0)}.all())) << "never live";
    EXPECT_FALSE(decode_report_header(Fields{.first = "", .flags = closed(8)}.all())) << "no birth";
    EXPECT_FALSE(decode_report_header(Fields{.flags = closed(8), .earlier = earlier_epoch(6, 1, 2)}.all()));
}

TEST(ReportHeader, WhatIsLostIsTold) {
    auto header = example;
    header.lost = true;
    const auto read = decode_report_header(encode(header));
    ASSERT_TRUE(read);
    EXPECT_EQ(*read, header);
    EXPECT_FALSE(decode_report_header(Fields{.flags = raw::number(7, 32)}.all())) << "never live";
    EXPECT_FALSE(decode_report_header(Fields{.first = "", .flags = raw::number(7, 40)}.all())) << "no birth";
}

TEST(ReportHeader, AnEarlierEpochThatCannotBeIsRefused) {
    const auto read = [](const std::string& earlier) { return decode_report_header(Fields{.earlier = earlier}.all()); };
    EXPECT_TRUE(read(earlier_epoch(6, 2, 2)));
    EXPECT_TRUE(read(earlier_epoch(6, 0, 2))) << "all given up";
    EXPECT_FALSE(read(earlier_epoch(0, 1, 2)));
    EXPECT_FALSE(read(earlier_epoch(5, 1, 2))) << "the present one";
    EXPECT_FALSE(read(earlier_epoch(6, 3, 2))) << "more held than given out";
    EXPECT_FALSE(read(earlier_epoch(6, 0, 0))) << "nothing was ever held";
    EXPECT_FALSE(read(earlier_epoch(6, 1, std::uint64_t{1} << 53)));
    EXPECT_FALSE(read(earlier_epoch(6, 1, 2) + earlier_epoch(6, 1, 2))) << "twice";
    std::string many;
    for (std::uint64_t epoch = 10; epoch < 10 + most_earlier_epochs; ++epoch) {
        many += earlier_epoch(epoch, 1, 2);
    }
    EXPECT_TRUE(read(many));
    EXPECT_FALSE(read(many + earlier_epoch(9, 1, 2))) << "too many";
}

TEST(ReportHeader, ABirthNamesNoReport) {
    auto header = example;
    header.range = {};
    const auto read = decode_report_header(encode(header));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->range, ReportRange{});
}

TEST(ReportHeader, AnEmptyOutboxHoldsNothing) {
    auto header = example;
    header.range = {};
    header.newest = ReportNumber{50};
    header.oldest = ReportNumber{51};
    const auto read = decode_report_header(encode(header));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->oldest, ReportNumber{51});
}

TEST(ReportHeader, TheFirstBirthOfAllIsRead) {
    const ReportHeader header{.epoch = Epoch{1}, .oldest = ReportNumber{1}};
    const auto read = decode_report_header(encode(header));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->newest, ReportNumber{0});
}

TEST(ReportHeader, IsReadAsItsFieldsStand) {
    const auto read = decode_report_header(Fields{}.all());
    ASSERT_TRUE(read);
    EXPECT_EQ(read->range, (ReportRange{ReportNumber{3}, ReportNumber{3}}));
    EXPECT_EQ(read->oldest, ReportNumber{2});
    EXPECT_EQ(read->sent - read->taken, Milliseconds{20});
}

TEST(ReportHeader, FieldsOfALaterSchemaArePassedOver) {
    EXPECT_TRUE(decode_report_header(Fields{}.all() + raw::text(20, "later") + raw::number(21, 1)));
}

TEST(ReportHeader, WithoutAnEpochItIsNone) {
    EXPECT_FALSE(decode_report_header(Fields{.epoch = ""}.all()));
    EXPECT_FALSE(decode_report_header(Fields{.epoch = raw::fixed64(1, 0)}.all()));
    EXPECT_FALSE(decode_report_header(""));
}

TEST(ReportHeader, AContradictionIsRefused) {
    EXPECT_FALSE(decode_report_header(Fields{.first = raw::number(2, 5)}.all())) << "above the newest";
    EXPECT_FALSE(decode_report_header(Fields{.further = raw::number(3, 2)}.all())) << "its end above the newest";
    EXPECT_FALSE(decode_report_header(Fields{.first = raw::number(2, 1)}.all())) << "no longer held";
    EXPECT_FALSE(decode_report_header(Fields{.held = raw::number(4, 5)}.all())) << "more held than given out";
    EXPECT_FALSE(decode_report_header(Fields{.first = "", .further = raw::number(3, 2)}.all()))
        << "a range without a beginning";
}

TEST(ReportHeader, NumbersFrom2To53AreRefused) {
    constexpr auto high = std::uint64_t{1} << 53;
    for (const auto value : {high, high + 1, ~std::uint64_t{0}}) {
        EXPECT_FALSE(decode_report_header(Fields{.first = raw::number(2, value)}.all()));
        EXPECT_FALSE(decode_report_header(Fields{.further = raw::number(3, value)}.all()));
        EXPECT_FALSE(decode_report_header(Fields{.held = raw::number(4, value)}.all()));
        EXPECT_FALSE(decode_report_header(Fields{.newest = raw::number(5, value)}.all()));
        EXPECT_FALSE(decode_report_header(Fields{.taken = raw::number(8, value)}.all()));
        EXPECT_FALSE(decode_report_header(Fields{.waited = raw::number(9, value)}.all()));
    }
    EXPECT_TRUE(decode_report_header(Fields{.taken = raw::number(8, high - 1)}.all()));
}

TEST(ReportHeader, EveryTruncationIsRefusedOrSound) {
    const auto whole = encode(example);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const std::string cut(whole.data(), size);
        if (const auto read = decode_report_header(cut)) {
            EXPECT_LE(read->range.first, read->range.last) << size;
            EXPECT_LE(read->range.last, read->newest) << size;
            EXPECT_LE(read->taken, read->sent) << size;
        }
    }
}

TEST(ReportHeader, EveryFieldWithAnotherWireTypeCountsAsAbsent) {
    EXPECT_FALSE(decode_report_header(Fields{.epoch = raw::number(1, 5)}.all()));
    EXPECT_FALSE(decode_report_header(Fields{.newest = raw::text(5, "4")}.all()));
    const auto read = decode_report_header(Fields{.flags = raw::fixed32(7, 15)}.all());
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->clock_known);
}

}  // namespace
}  // namespace magpie
