#include "agent/outbox/outbox.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

constexpr Epoch epoch{42};
constexpr std::size_t plenty = std::size_t{1} << 20;

Report report(bool whole = false, std::size_t samples = 1) {
    return {.whole = whole, .samples = std::vector<Sample>(samples, Sample{SeriesId{0}, 1.0})};
}

Outbox filled(int reports, std::size_t most_bytes = plenty) {
    Outbox outbox(epoch, most_bytes);
    for (int i = 0; i < reports; ++i) {
        outbox.commit(report(i % 4 == 0));
    }
    return outbox;
}

Acknowledge word(std::uint64_t received, std::uint64_t safe, std::uint64_t highest) {
    return {.epoch = epoch,
            .received = ReportNumber{received},
            .safe = ReportNumber{safe},
            .highest = ReportNumber{highest}};
}

TEST(Outbox, NumbersReportsFrom1) {
    Outbox outbox(epoch, plenty);
    EXPECT_EQ(outbox.newest(), ReportNumber{0});
    EXPECT_EQ(outbox.oldest(), ReportNumber{1}) << "the next to come";
    EXPECT_EQ(outbox.commit(report()), ReportNumber{1});
    EXPECT_EQ(outbox.commit(report()), ReportNumber{2});
    EXPECT_EQ(outbox.oldest(), ReportNumber{1});
    EXPECT_EQ(outbox.newest(), ReportNumber{2});
    EXPECT_EQ(outbox.reports(), 2U);
}

TEST(Outbox, GivesTheReportAfterANumber) {
    const auto outbox = filled(3);
    EXPECT_EQ(outbox.after(ReportNumber{0})->number, ReportNumber{1});
    EXPECT_EQ(outbox.after(ReportNumber{2})->number, ReportNumber{3});
    EXPECT_EQ(outbox.after(ReportNumber{3}), nullptr);
    EXPECT_EQ(outbox.after(ReportNumber{99}), nullptr);
}

TEST(Outbox, KeepsWhatIsReceivedUntilItIsSafe) {
    auto outbox = filled(10);
    outbox.acknowledged(word(7, 4, 7));
    EXPECT_EQ(outbox.received(), ReportNumber{7});
    EXPECT_EQ(outbox.oldest(), ReportNumber{5});
    EXPECT_EQ(outbox.reports(), 6U);
    EXPECT_EQ(outbox.after(ReportNumber{0})->number, ReportNumber{5});
}

TEST(Outbox, ThatIsEmptyKeepsItsNumbers) {
    auto outbox = filled(10);
    outbox.acknowledged(word(10, 10, 10));
    EXPECT_EQ(outbox.reports(), 0U);
    EXPECT_EQ(outbox.bytes(), 0U);
    EXPECT_EQ(outbox.oldest(), ReportNumber{11});
    EXPECT_EQ(outbox.after(ReportNumber{0}), nullptr);
    EXPECT_EQ(outbox.commit(report()), ReportNumber{11});
}

TEST(Outbox, AWordOfAnotherEpochIsPassedOver) {
    auto outbox = filled(10);
    auto other = word(10, 10, 10);
    other.epoch = Epoch{43};
    outbox.acknowledged(other);
    EXPECT_EQ(outbox.reports(), 10U);
    EXPECT_EQ(outbox.received(), ReportNumber{0});
}

TEST(Outbox, AWordAboutNumbersNeverGivenOutIsPassedOver) {
    auto outbox = filled(10);
    outbox.acknowledged(word(11, 11, 11));
    outbox.acknowledged(word(5, 5, 11));
    EXPECT_EQ(outbox.reports(), 10U);
}

TEST(Outbox, AnOlderWordTakesNothingBack) {
    auto outbox = filled(10);
    outbox.acknowledged(word(8, 8, 8));
    outbox.acknowledged(word(3, 3, 3));
    EXPECT_EQ(outbox.received(), ReportNumber{8});
    EXPECT_EQ(outbox.oldest(), ReportNumber{9});
}

TEST(Outbox, WhatWentDownWithTheCollectorIsReceivedNoMore) {
    auto outbox = filled(10);
    outbox.acknowledged(word(8, 3, 8));
    outbox.acknowledged(word(3, 3, 10));
    EXPECT_EQ(outbox.received(), ReportNumber{3});
    EXPECT_EQ(outbox.after(outbox.received())->number, ReportNumber{4});
}

TEST(Outbox, UnderPressureWholeSegmentsGo) {
    auto outbox = filled(40, 2000);
    EXPECT_LE(outbox.bytes(), 2000U);
    EXPECT_GT(outbox.dropped(), 0U);
    EXPECT_TRUE(outbox.after(ReportNumber{0})->whole) << "what is left does not build on what is gone";
    EXPECT_EQ(value(outbox.oldest()), outbox.dropped() + 1);
    EXPECT_EQ(outbox.newest(), ReportNumber{40});
}

TEST(Outbox, TheNewestAlwaysStays) {
    Outbox outbox(epoch, 1);
    outbox.commit(report(true, 1000));
    outbox.commit(report(false, 1000));
    EXPECT_EQ(outbox.reports(), 1U);
    EXPECT_EQ(outbox.after(ReportNumber{0})->number, ReportNumber{2});
    EXPECT_EQ(outbox.dropped(), 1U);
}

TEST(Outbox, SaysWhichSeriesItMentions) {
    Outbox outbox(epoch, plenty);
    EXPECT_TRUE(outbox.mentioned().empty());
    outbox.commit({.samples = {{SeriesId{1}, 1.0}, {SeriesId{3}, std::nullopt}}});
    const auto mentioned = outbox.mentioned();
    EXPECT_EQ(mentioned, (std::vector<bool>{false, true, false, true}));
    outbox.acknowledged(word(1, 1, 1));
    EXPECT_TRUE(outbox.mentioned().empty());
}

TEST(Outbox, CountsItsBytesWithWhatItHolds) {
    Outbox outbox(epoch, plenty);
    outbox.commit(report(true, 10));
    const auto ten = outbox.bytes();
    outbox.commit(report(true, 10));
    EXPECT_EQ(outbox.bytes(), 2 * ten);
    EXPECT_GE(ten, 10 * sizeof(Sample));
}

}  // namespace
}  // namespace magpie::agent
