#include <gtest/gtest.h>

#include "tests/unit/agent/outbox/spool.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

TEST(OutboxRoom, WhatIsNotSafeAfterAMinuteGoesToFlash) {
    Spool spool;
    spool.reports(5);
    EXPECT_EQ(spool.flash.writes(), 0U);
    spool.passes(seconds(10));
    EXPECT_EQ(spool.flash.writes(), 1U);
    spool.reports(5);
    EXPECT_EQ(spool.flash.writes(), 1U);
    spool.passes(seconds(10));
    EXPECT_EQ(spool.flash.writes(), 2U) << "in batches of a minute";
}

TEST(OutboxRoom, NothingOfASafeReportGoesToFlash) {
    Spool spool;
    spool.reports(5);
    spool.hears(5, 5);
    spool.reports(5);
    EXPECT_EQ(spool.flash.writes(), 0U) << "the oldest that is not safe is 50 s old";
    spool.reports(2);
    EXPECT_EQ(spool.flash.writes(), 1U);
}

TEST(OutboxRoom, ADayOfOutageStaysInLittleMemoryAndIsAllThere) {
    Spool spool;
    spool.reports(8640, 30);
    EXPECT_LE(spool.outbox->bytes_in_memory(), 512U * 1024);
    EXPECT_LE(spool.run.size(), 512U * 1024);
    EXPECT_EQ(spool.outbox->counters().dropped, 0U);
    const auto held = spool.held();
    ASSERT_EQ(held.size(), 8640U);
    for (std::size_t i = 0; i < held.size(); ++i) {
        ASSERT_EQ(value(held[i].range.first), i + 1);
        ASSERT_FALSE(held[i].lost);
        ASSERT_EQ(held[i].samples.size(), 30U);
    }
    spool.hears(8640, 8640);
    EXPECT_EQ(spool.outbox->bytes_on_flash(), spool.flash.size()) << "no file is left that is not known";
    EXPECT_LE(spool.flash.files().size(), 1U);
}

TEST(OutboxRoom, FlashIsBoundedToo) {
    Spool spool({.flash_bytes = 512 * 1024});
    spool.reports(8640, 30);
    EXPECT_LE(spool.outbox->bytes_on_flash(), 512U * 1024);
    EXPECT_LE(spool.flash.size(), 512U * 1024);
    EXPECT_GT(spool.outbox->counters().dropped, 0U);
    EXPECT_EQ(spool.held().size(), spool.outbox->reports());
    EXPECT_EQ(value(spool.outbox->oldest()), spool.outbox->counters().dropped + 1);
}

TEST(OutboxRoom, ThinnedReportsReachFartherBack) {
    Spool dropping({.flash_bytes = 512 * 1024});
    Spool thinning({.flash_bytes = 512 * 1024, .thin = true});
    for (auto* spool : {&dropping, &thinning}) {
        spool->reports(8640, 30);
        EXPECT_LE(spool->outbox->bytes_on_flash(), 512U * 1024);
        EXPECT_EQ(spool->outbox->bytes_on_flash(), spool->flash.size());
    }
    EXPECT_GT(dropping.outbox->counters().dropped, 0U);
    EXPECT_EQ(thinning.outbox->counters().dropped, 0U);
    EXPECT_GT(thinning.outbox->counters().thinned, 0U);
    std::uint64_t expected = 1;
    for (const auto& report : thinning.held()) {
        ASSERT_EQ(value(report.range.first), expected);
        ASSERT_FALSE(report.lost);
        expected = value(report.range.last) + 1;
    }
    EXPECT_EQ(expected, 8641U);
    thinning.power_is_cut();
    thinning.reports(1, 30);
    EXPECT_GE(thinning.outbox->earlier().at(0).last, ReportNumber{8634});
    EXPECT_FALSE(thinning.held(Epoch{42}).front().lost);
}

TEST(OutboxRoom, ThinnedReportsAreDroppedInTheEnd) {
    Spool spool({.flash_bytes = 512 * 1024, .thin = true});
    spool.reports(60000, 30);
    EXPECT_GT(spool.outbox->counters().dropped, 0U);
    EXPECT_LE(spool.flash.size(), 512U * 1024);
    EXPECT_EQ(value(spool.outbox->oldest()), spool.outbox->counters().dropped + 1);
}

TEST(OutboxRoom, FullFlashIsCountedAndTriedAgain) {
    Spool spool;
    spool.flash.is_full_at(0);
    spool.reports(20);
    EXPECT_GT(spool.outbox->counters().flash_failures.at("no_space"), 1U);
    EXPECT_EQ(spool.held().size(), 20U) << "memory has it";
    spool.flash.works_again();
    spool.reports(2);
    EXPECT_EQ(spool.outbox->bytes_on_flash(), spool.flash.size());
    EXPECT_GT(spool.flash.size(), 0U);
}

TEST(OutboxRoom, AWriteThatStopsShortIsDoneAnew) {
    Spool spool;
    spool.flash.writes_stop_short_by(7);
    spool.reports(8);
    EXPECT_GT(spool.outbox->counters().flash_failures.at("io_error"), 0U);
    spool.flash.works_again();
    spool.reports(8);
    spool.power_is_cut();
    spool.reports(1);
    EXPECT_GE(spool.held(Epoch{42}).size(), 10U);
    EXPECT_EQ(spool.outbox->counters().damaged, 0U);
}

TEST(OutboxRoom, TmpfsThatFailsCostsNothingWhileTheAgentLives) {
    Spool spool;
    spool.run.is_full_at(0);
    spool.reports(5);
    EXPECT_EQ(spool.outbox->counters().run_failures.at("no_space"), 10U) << "each report, and its number";
    spool.run.works_again();
    spool.reports(1);
    spool.restarts();
    spool.reports(1);
    EXPECT_EQ(spool.held(Epoch{42}).size(), 7U) << "what had failed was written after all";
}

TEST(OutboxRoom, TmpfsThatIsEmptiedIsWrittenAnew) {
    Spool spool({.has_flash = false});
    spool.reports(5);
    spool.run = {};
    spool.reports(2);
    EXPECT_EQ(spool.outbox->counters().run_failures.at("other"), 2U);
    spool.restarts();
    spool.reports(1);
    EXPECT_EQ(spool.held(Epoch{42}).size(), 8U);
}

TEST(OutboxRoom, FullFlashKeepsWhatItHas) {
    Spool spool;
    spool.reports(10);
    const auto kept = spool.flash.size();
    ASSERT_GT(kept, 0U);
    spool.flash.is_full_at(kept);
    spool.reports(10);
    spool.power_is_cut();
    spool.flash.works_again();
    spool.reports(1);
    EXPECT_GE(spool.held(Epoch{42}).size(), 4U);
    EXPECT_EQ(spool.outbox->counters().damaged, 0U);
}

TEST(OutboxRoom, BrokenFlashAndFullMemoryDropTheOldest) {
    Spool spool({.memory_bytes = 64 * 1024});
    spool.flash.is_full_at(0);
    spool.reports(3000, 10);
    EXPECT_LE(spool.outbox->bytes_in_memory(), 64U * 1024);
    EXPECT_EQ(value(spool.outbox->oldest()), spool.outbox->counters().dropped + 1);
    EXPECT_EQ(spool.held().size(), spool.outbox->reports());
}

TEST(OutboxRoom, FlashThatBreaksInBetweenLeavesAGapThatIsToldAsLost) {
    Spool spool({.memory_bytes = 64 * 1024});
    spool.reports(500, 10);
    const auto on_flash = spool.outbox->bytes_on_flash();
    ASSERT_GT(on_flash, 0U);
    spool.flash.is_full_at(0);
    spool.reports(3000, 10);
    std::uint64_t expected = 1;
    std::uint64_t lost = 0;
    for (const auto& report : spool.held()) {
        ASSERT_EQ(value(report.range.first), expected);
        expected = value(report.range.last) + 1;
        lost += report.lost ? value(report.range.last) + 1 - value(report.range.first) : 0;
    }
    EXPECT_EQ(expected, 3501U);
    EXPECT_EQ(lost, spool.outbox->counters().dropped);
    EXPECT_GT(lost, 0U);
}

TEST(OutboxRoom, WhatCannotBeReadBackIsToldAsLost) {
    Spool spool;
    spool.reports(2000, 30);
    spool.flash.cannot_be_read();
    const auto held = spool.held();
    EXPECT_TRUE(held.front().lost);
    EXPECT_FALSE(held.back().lost) << "the newest are in memory";
    EXPECT_GT(spool.outbox->counters().flash_failures.at("io_error"), 0U);
}

TEST(OutboxRoom, WritesLittleInAnOutage) {
    Spool spool;
    spool.reports(8640, 90);
    const auto written = spool.outbox->counters().flash_written;
    EXPECT_EQ(written, spool.flash.written());
    EXPECT_LE(spool.flash.writes(), 1441U) << "once a minute";
    EXPECT_LE(written, 12U << 20) << "each report once, and a table of series for each segment";
}

}  // namespace
}  // namespace magpie::agent
