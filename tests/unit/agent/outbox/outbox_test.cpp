#include "agent/outbox/outbox.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/outbox/spool.hpp"

namespace magpie::agent {
namespace {

std::vector<std::uint64_t> numbers(const std::vector<Report>& reports) {
    std::vector<std::uint64_t> numbers;
    for (const auto& report : reports) {
        numbers.push_back(value(report.range.first));
    }
    return numbers;
}

TEST(Outbox, NumbersReportsFrom1) {
    Spool spool;
    EXPECT_EQ(spool.outbox->newest(), ReportNumber{0});
    EXPECT_EQ(spool.outbox->oldest(), ReportNumber{1}) << "the next to come";
    spool.reports(2);
    EXPECT_EQ(spool.outbox->oldest(), ReportNumber{1});
    EXPECT_EQ(spool.outbox->newest(), ReportNumber{2});
    EXPECT_EQ(spool.outbox->reports(), 2U);
}

TEST(Outbox, GivesTheReportAfterANumber) {
    Spool spool;
    spool.reports(3);
    EXPECT_EQ(spool.outbox->after(ReportNumber{0})->range.first, ReportNumber{1});
    EXPECT_EQ(spool.outbox->after(ReportNumber{2})->range.first, ReportNumber{3});
    EXPECT_EQ(spool.outbox->after(ReportNumber{1})->range.first, ReportNumber{2}) << "backwards too";
    EXPECT_EQ(spool.outbox->after(ReportNumber{3}), nullptr);
    EXPECT_EQ(spool.outbox->after(ReportNumber{99}), nullptr);
    EXPECT_EQ(spool.outbox->after(Epoch{1}, ReportNumber{0}), nullptr) << "of no epoch of ours";
}

TEST(Outbox, AReportIsKeptAsItWas) {
    Spool spool;
    const auto begun = spool.clock.now().mono;
    spool.reports(2);
    const auto held = spool.held();
    EXPECT_TRUE(held[0].whole);
    EXPECT_FALSE(held[1].whole);
    EXPECT_EQ(held[1].taken, begun + std::chrono::seconds(10));
    ASSERT_EQ(held[1].samples.size(), 3U);
    EXPECT_EQ(held[1].samples[2].value, 1002);
    EXPECT_EQ(spool.reporter->find(held[1].samples[2].series)->labels, std::vector<std::string>{"eth2"});
}

TEST(Outbox, AReportHasTheSameTimeWheneverItIsSent) {
    Spool spool;
    const auto begun = spool.clock.now().wall;
    spool.reports(1);
    const auto sent = spool.outbox->committed().wall;
    spool.clock.wall_steps(std::chrono::hours(3));
    EXPECT_EQ(sent, begun);
    EXPECT_EQ(spool.held()[0].wall, sent) << "stores would take it for another sample";
    spool.restarts();
    spool.reports(1);
    EXPECT_EQ(spool.held(Epoch{42})[0].wall, sent);
}

TEST(Outbox, OfAClockThatIsNotKnownNoTimeIsKept) {
    Spool spool;
    spool.clock.wall_is_lost();
    spool.reports(1);
    EXPECT_FALSE(spool.held()[0].wall);
}

TEST(Outbox, WhatASeriesGoneLeftIsKept) {
    Spool spool;
    spool.reports_once(true, 2);
    spool.reports_once(false, 1);
    const auto held = spool.held();
    const auto gone = std::ranges::find_if(held[1].samples, [](const Sample& sample) { return !sample.value; });
    ASSERT_NE(gone, held[1].samples.end());
    EXPECT_EQ(spool.reporter->find(gone->series)->labels, std::vector<std::string>{"eth1"});
}

TEST(Outbox, KeepsWhatIsReceivedUntilItIsSafe) {
    Spool spool;
    spool.reports(10);
    spool.hears(7, 4);
    EXPECT_EQ(spool.outbox->received(), ReportNumber{7});
    EXPECT_EQ(spool.outbox->oldest(), ReportNumber{5});
    EXPECT_EQ(spool.outbox->reports(), 6U);
    EXPECT_EQ(spool.outbox->after(ReportNumber{0})->range.first, ReportNumber{5});
}

TEST(Outbox, ThatIsEmptyKeepsItsNumbers) {
    Spool spool;
    spool.reports(10);
    spool.hears(10, 10);
    EXPECT_EQ(spool.outbox->reports(), 0U);
    EXPECT_EQ(spool.outbox->oldest(), ReportNumber{11});
    EXPECT_EQ(spool.outbox->after(ReportNumber{0}), nullptr);
    spool.reports(1);
    EXPECT_EQ(spool.outbox->newest(), ReportNumber{11});
}

TEST(Outbox, AWordOfAnotherEpochIsPassedOver) {
    Spool spool;
    spool.reports(10);
    spool.hears(Epoch{43}, 10, 10);
    EXPECT_EQ(spool.outbox->reports(), 10U);
    EXPECT_EQ(spool.outbox->received(), ReportNumber{0});
}

TEST(Outbox, AWordAboutNumbersNeverGivenOutIsPassedOver) {
    Spool spool;
    spool.reports(10);
    spool.hears(11, 11);
    EXPECT_EQ(spool.outbox->reports(), 10U);
}

TEST(Outbox, AnOlderWordTakesNothingBack) {
    Spool spool;
    spool.reports(10);
    spool.hears(8, 8);
    spool.hears(3, 3);
    EXPECT_EQ(spool.outbox->received(), ReportNumber{8});
    EXPECT_EQ(spool.outbox->oldest(), ReportNumber{9});
}

TEST(Outbox, WhatWentDownWithTheCollectorIsReceivedNoMore) {
    Spool spool;
    spool.reports(10);
    spool.hears(8, 3);
    spool.hears(3, 3);
    EXPECT_EQ(spool.outbox->received(), ReportNumber{3});
    EXPECT_EQ(spool.outbox->after(spool.outbox->received())->range.first, ReportNumber{4});
}

TEST(Outbox, OfOnePoleThatIsHeardLittleStaysInMemory) {
    Spool spool;
    for (std::uint64_t number = 1; number <= 8640; ++number) {
        spool.reports(1, 40);
        spool.hears(number, number - std::min<std::uint64_t>(number, 4));
        ASSERT_LE(spool.outbox->bytes_in_memory(), 80U * 1024);
        ASSERT_LE(spool.run.size(), 80U * 1024);
    }
    EXPECT_EQ(spool.flash.writes(), 0U) << "a healthy pole writes nothing to flash";
}

TEST(Outbox, UnderPressureTheOldestSegmentsGo) {
    Spool spool({.memory_bytes = 64 * 1024, .has_flash = false});
    spool.reports(5000, 10);
    const auto& outbox = *spool.outbox;
    EXPECT_LE(outbox.bytes_in_memory(), 64U * 1024);
    EXPECT_GT(outbox.counters().dropped, 0U);
    EXPECT_EQ(value(outbox.oldest()), outbox.counters().dropped + 1);
    EXPECT_EQ(outbox.newest(), ReportNumber{5000});
    EXPECT_TRUE(spool.held().front().whole) << "what is left does not build on what is gone";
    EXPECT_EQ(spool.held().size(), outbox.reports());
}

TEST(Outbox, TheNewestAlwaysStays) {
    Spool spool({.memory_bytes = 1, .has_flash = false});
    spool.reports_once(true, 500);
    spool.reports_once(true, 500);
    EXPECT_EQ(numbers(spool.held()), std::vector<std::uint64_t>{2});
    EXPECT_EQ(spool.outbox->counters().dropped, 1U);
}

TEST(Outbox, AReportTooLargeToKeepIsLostAndTheOthersAreNot) {
    Spool spool;
    Report large{.whole = true};
    spool.reports(1);
    large.samples.assign(20'000, Sample{SeriesId{0}, 0.1});
    EXPECT_EQ(spool.outbox->commit(std::move(large), spool.clock.now()).samples.size(), 20'000U) << "it is sent once";
    spool.reports(1);
    const auto held = spool.held();
    EXPECT_EQ(numbers(held), (std::vector<std::uint64_t>{1, 2, 3}));
    EXPECT_TRUE(held[1].lost);
    EXPECT_EQ(spool.outbox->counters().dropped, 1U);
}

TEST(Outbox, SaysWhichSeriesItMentions) {
    Spool spool;
    EXPECT_TRUE(spool.outbox->mentioned().empty());
    spool.reports(1, 2);
    EXPECT_EQ(spool.outbox->mentioned(), (std::vector<bool>{true, true}));
}

TEST(Outbox, AsksForAWholeReportWhenEventsFillASegment) {
    Spool spool;
    spool.reports_once(true, 200);
    while (!spool.outbox->wants_whole()) {
        spool.reports_once(false, 200);
        ASSERT_LT(spool.outbox->newest(), ReportNumber{1000});
    }
    spool.reports_once(true, 200);
    EXPECT_FALSE(spool.outbox->wants_whole());
}

}  // namespace
}  // namespace magpie::agent
