#include <gtest/gtest.h>

#include <random>

#include "tests/unit/agent/outbox/spool.hpp"

namespace magpie::agent {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

constexpr Epoch first{42};

/// A spool whose flash does what it is asked for when it is told to.
class OutboxFlash : public testing::Test {
  protected:
    OutboxFlash() { has({}); }
    ~OutboxFlash() override { EXPECT_FALSE(spool_->flash_writer.was_hurried()); }

    Spool& has(const Spool::Options& options) {
        spool_.emplace(options);
        spool_->flash_writer.is_slow();
        return *spool_;
    }
    /// One report after the other until flash is asked for something.
    Spool& at_work() {
        while (!spool_->flash_writer.is_at_work()) {
            spool_->reports(1);
        }
        return *spool_;
    }
    void finishes_all() {
        while (spool_->flash_writer.is_at_work()) {
            spool_->flash_finishes();
        }
    }
    /// Each report of an epoch is held, told as lost, or before the oldest; the lost ones are as many as were given up.
    std::uint64_t lost_of(Epoch epoch, std::uint64_t last) {
        const auto held = spool_->held(epoch);
        std::uint64_t lost = held.empty() ? last : value(held.front().range.first) - 1;
        auto expected = lost + 1;
        for (const auto& report : held) {
            EXPECT_EQ(value(report.range.first), expected);
            expected = value(report.range.last) + 1;
            lost += report.lost ? expected - value(report.range.first) : 0;
        }
        EXPECT_TRUE(held.empty() || expected == last + 1);
        return lost;
    }

    std::optional<Spool> spool_;
};

TEST_F(OutboxFlash, ReportsAreCommittedWhileItWrites) {
    auto& spool = at_work();
    const auto asked = spool.outbox->newest();
    spool.reports(20);
    EXPECT_EQ(value(spool.outbox->newest()), value(asked) + 20);
    EXPECT_EQ(spool.held().size(), value(asked) + 20);
    EXPECT_EQ(spool.flash.writes(), 0U);
}

TEST_F(OutboxFlash, NothingIsSaidToBeThereBeforeItIs) {
    auto& spool = at_work();
    EXPECT_TRUE(spool.outbox->flash_is_busy());
    EXPECT_EQ(spool.outbox->bytes_on_flash(), 0U);
    EXPECT_EQ(spool.outbox->counters().flash_written, 0U);
    spool.flash_finishes();
    EXPECT_FALSE(spool.outbox->flash_is_busy());
    EXPECT_EQ(spool.outbox->bytes_on_flash(), spool.flash.durable_size());
    EXPECT_EQ(spool.outbox->counters().flash_written, spool.flash.durable_size());
}

TEST_F(OutboxFlash, WhatCameMeanwhileGoesThereInItsTurn) {
    auto& spool = at_work();
    const auto on_its_way = spool.outbox->bytes_in_memory();
    spool.reports(2);
    spool.flash_finishes();
    EXPECT_EQ(spool.outbox->bytes_on_flash(), on_its_way);
    EXPECT_FALSE(spool.outbox->flash_is_busy()) << "in batches of a minute";
    spool.passes(seconds(60));
    EXPECT_TRUE(spool.outbox->flash_is_busy());
    spool.flash_finishes();
    EXPECT_EQ(spool.outbox->bytes_on_flash(), spool.outbox->bytes_in_memory());
}

TEST_F(OutboxFlash, NoTickIsDueWhileItWrites) {
    auto& spool = at_work();
    EXPECT_FALSE(spool.outbox->deadline());
    spool.reports(20);
    EXPECT_FALSE(spool.outbox->deadline());
    spool.flash.is_full_at(0);
    finishes_all();  // what is left of it is removed
    ASSERT_TRUE(spool.outbox->deadline());
    EXPECT_GT(*spool.outbox->deadline(), spool.clock.now().mono) << "after a pause";
    spool.passes(seconds(10));
    EXPECT_TRUE(spool.outbox->flash_is_busy()) << "it is tried again";
}

TEST_F(OutboxFlash, OneThatRefusesAtOnceIsNotAskedAgainAtOnce) {
    Spool spool;
    spool.flash.is_full_at(0);
    spool.reports(7);
    const auto now = spool.clock.now().mono;
    ASSERT_GT(spool.flash.writes(), 0U);
    EXPECT_GT(spool.outbox->deadline().value() + seconds(10), now);
    const auto writes = spool.flash.writes();
    for (int i = 0; i < 10; ++i) {
        spool.outbox->tick(spool.clock.now());
    }
    EXPECT_LE(spool.flash.writes(), writes + 1);
}

TEST_F(OutboxFlash, AcknowledgedReportsLeaveMemoryAlsoWhileItWrites) {
    auto& spool = has({.memory_bytes = 64 * 1024});
    at_work().reports(200, 10);
    const auto before = spool.outbox->bytes_in_memory();
    spool.hears(200, 200);
    EXPECT_LT(spool.outbox->bytes_in_memory(), before);
    EXPECT_EQ(spool.held().size(), spool.outbox->reports());
}

TEST_F(OutboxFlash, ASegmentThatIsSafeWhileItIsWrittenIsRemovedAfterwards) {
    auto& spool = has({.memory_bytes = 64 * 1024});
    at_work().reports(200, 10);
    spool.hears(value(spool.outbox->newest()), value(spool.outbox->newest()));
    spool.flash_writer.finishes();
    EXPECT_EQ(spool.flash.files().size(), 1U);
    spool.outbox->tick(spool.clock.now());
    EXPECT_TRUE(spool.flash_writer.is_at_work());
    finishes_all();
    EXPECT_TRUE(spool.flash.files().empty());
    EXPECT_EQ(spool.flash.durable_size(), 0U);
    EXPECT_EQ(spool.outbox->bytes_on_flash(), 0U);
}

TEST_F(OutboxFlash, AClosedSegmentIsReadFromThereOnceItIsThere) {
    auto& spool = has({.memory_bytes = 64 * 1024});
    at_work().reports(200, 10);
    const auto before = spool.outbox->bytes_in_memory();
    finishes_all();
    EXPECT_LT(spool.outbox->bytes_in_memory(), before);
    EXPECT_EQ(spool.held().size(), value(spool.outbox->newest()));
}

TEST_F(OutboxFlash, AWriteThatFailsIsDoneAnew) {
    auto& spool = at_work();
    spool.reports(3);
    spool.flash.writes_stop_short_by(7);
    spool.flash_finishes();
    EXPECT_EQ(spool.outbox->counters().flash_failures.at("io_error"), 1U);
    EXPECT_EQ(spool.outbox->bytes_on_flash(), 0U);
    spool.flash.works_again();
    finishes_all();
    EXPECT_TRUE(spool.flash.files().empty()) << "nobody knows what was there";
    spool.passes(seconds(10));
    spool.flash_finishes();
    EXPECT_EQ(spool.outbox->bytes_on_flash(), spool.outbox->bytes_in_memory());
    const auto committed = spool.outbox->newest();
    spool.power_is_cut();
    spool.reports(1);
    EXPECT_EQ(spool.held(first).size(), value(committed));
    EXPECT_EQ(spool.outbox->counters().damaged, 0U);
}

TEST_F(OutboxFlash, AWriteThatFailsTakesNothingThatWasThere) {
    for (const bool is_in_part : {false, true}) {
        auto& spool = has({});
        at_work().flash_finishes();
        const auto committed = value(spool.outbox->newest());
        is_in_part ? spool.flash.writes_stop_short_by(7) : spool.flash.writes_fail();
        for (int minute = 0; minute < 30; ++minute) {
            at_work().flash_finishes();
        }
        EXPECT_GT(spool.outbox->counters().flash_failures.at("io_error"), 10U);
        spool.power_is_cut(100);
        spool.flash.works_again();
        spool.reports(1);
        const auto held = spool.held(first);
        EXPECT_GE(held.size(), committed - 1) << "what was there before it began to fail outlives the power";
        EXPECT_EQ(std::ranges::count_if(held, &Report::lost), 0);
    }
}

TEST_F(OutboxFlash, APowerCutWhileItWritesTakesNothingThatWasThere) {
    for (const std::size_t appended : {0U, 1U, 100U, 100'000U}) {
        auto& spool = has({});
        at_work().flash_finishes();
        const auto there = spool.flash.durable_size();
        spool.reports(1);
        at_work().flash_writer.reaches_the_cache();
        ASSERT_EQ(spool.outbox->bytes_on_flash(), there);
        const auto committed = value(spool.outbox->newest());
        spool.power_is_cut(appended);
        spool.reports(1);
        const auto held = spool.held(first);
        EXPECT_GE(held.size(), 6U);
        EXPECT_LE(held.size(), committed);
        for (const auto& report : held) {
            EXPECT_FALSE(report.lost);
        }
    }
}

TEST_F(OutboxFlash, AKillWhileItWritesCostsNothing) {
    auto& spool = at_work();
    const auto committed = value(spool.outbox->newest());
    spool.flash_writer.reaches_the_cache();
    spool.restarts();
    spool.reports(1);
    EXPECT_EQ(spool.held(first).size(), committed + 1);
}

TEST_F(OutboxFlash, WhatAKilledRunLeftInTheCacheIsMadeToLast) {
    auto& spool = at_work();
    const auto committed = value(spool.outbox->newest());
    spool.flash_writer.reaches_the_cache();
    spool.restarts();
    spool.reports(1);
    EXPECT_EQ(spool.flash.durable_size(), spool.flash.size()) << "it is old enough, and is not waited for anew";
    const auto written = spool.flash.written();
    spool.passes(seconds(10));
    EXPECT_EQ(spool.flash.written(), written) << "flash is not worn for it";
    spool.power_is_cut();
    spool.reports(1);
    EXPECT_GE(spool.held(first).size(), committed);
}

TEST_F(OutboxFlash, IsAskedBeforeMemoryIsFull) {
    auto& spool = has({.memory_bytes = 64 * 1024, .flash_after = hours(1)});
    for (int i = 0; i < 3000; ++i) {
        spool.reports(1, 10);
        if (i % 5 == 0) {
            spool.flash_finishes();
        }
        ASSERT_LE(spool.outbox->bytes_in_memory(), 64U * 1024);
    }
    EXPECT_GT(spool.outbox->bytes_on_flash(), 0U);
    EXPECT_EQ(spool.outbox->counters().dropped, 0U);
    EXPECT_EQ(spool.held().size(), 3000U);
}

TEST_F(OutboxFlash, MemoryIsBoundedThoughAWriteHangs) {
    auto& spool = has({.memory_bytes = 64 * 1024});
    at_work();
    for (int i = 0; i < 3000; ++i) {
        spool.reports(1, 10);
        ASSERT_LE(spool.outbox->bytes_in_memory(), 64U * 1024);
    }
    const auto& outbox = *spool.outbox;
    EXPECT_GT(outbox.counters().dropped, 0U);
    EXPECT_EQ(lost_of(first, value(outbox.newest())), outbox.counters().dropped);
    EXPECT_FALSE(spool.held().front().lost) << "what is being written stays";
    finishes_all();
    EXPECT_EQ(lost_of(first, value(outbox.newest())), outbox.counters().dropped);
    EXPECT_EQ(outbox.bytes_on_flash(), spool.flash.durable_size());
}

TEST_F(OutboxFlash, AnEpochGivenUpWhileItIsWrittenIsToldAsLost) {
    auto& spool = *spool_;
    spool.reports(5, 200);
    const auto size = spool.outbox->bytes_in_memory();
    spool.is_given_memory(size / 2);
    spool.restarts_anew();
    spool.flash_writer.is_slow();
    spool.reports(1);
    ASSERT_TRUE(spool.outbox->flash_is_busy()) << "it was asked, and memory was too full to wait for it";
    ASSERT_EQ(spool.held(first).size(), 1U);
    EXPECT_TRUE(spool.held(first)[0].lost);
    finishes_all();
    EXPECT_LT(spool.outbox->bytes_on_flash(), 500U);
    spool.power_is_cut();
    spool.reports(1);
    ASSERT_EQ(spool.held(first).size(), 1U) << "flash has only the word";
    EXPECT_TRUE(spool.held(first)[0].lost);
    EXPECT_EQ(spool.held(first)[0].range, (ReportRange{ReportNumber{1}, ReportNumber{5}}));
}

TEST_F(OutboxFlash, IsThinnedWhileReportsGoOn) {
    auto& spool = has({.flash_bytes = 512 * 1024, .thin = true});
    for (int i = 0; i < 8640; ++i) {
        spool.reports(1, 30);
        spool.flash_finishes();
        ASSERT_LE(spool.outbox->bytes_on_flash(), spool.flash.durable_size());
        ASSERT_LE(spool.outbox->bytes_on_flash(), 640U * 1024) << "one write more at most";
    }
    EXPECT_GT(spool.outbox->counters().thinned, 0U);
    EXPECT_EQ(spool.outbox->counters().dropped, 0U);
    EXPECT_EQ(lost_of(first, 8640), 0U);
    finishes_all();
    EXPECT_EQ(spool.outbox->bytes_on_flash(), spool.flash.durable_size());
}

TEST_F(OutboxFlash, WhatIsSafeBeforeItIsThinnedLeavesNoFile) {
    auto& spool = has({.flash_bytes = 512 * 1024, .thin = true});
    const auto is_thinning = [&] {
        spool.flash_writer.reaches_the_cache();
        const auto names = spool.flash.names();
        return std::ranges::any_of(names, [](const auto& name) { return name.ends_with("-02.segment"); });
    };
    for (at_work(); !is_thinning(); at_work()) {
        spool.flash_finishes();
        spool.reports(1, 30);
    }
    const auto newest = value(spool.outbox->newest());
    spool.hears(newest, newest);
    finishes_all();
    EXPECT_LE(spool.flash.files().size(), 1U) << "of the open segment";
    EXPECT_EQ(spool.outbox->bytes_on_flash(), spool.flash.durable_size());
    EXPECT_EQ(spool.outbox->counters().thinned, 0U);
}

TEST_F(OutboxFlash, WhateverItsPaceWhatIsSaidToBeThereIs) {
    std::minstd_rand random(11);
    for (int round = 0; round < 40; ++round) {
        auto& spool =
            has({.memory_bytes = 64 * 1024, .flash_bytes = 192 * 1024, .first_epoch = 1000, .thin = round % 2 == 0});
        for (int step = 0; step < 1500; ++step) {
            const auto what = random() % 100;
            const auto newest = value(spool.outbox->newest());
            if (what < 60) {
                spool.reports(1, 20);
            } else if (what < 90) {
                spool.flash_finishes();
            } else if (what < 93) {
                spool.flash.writes_stop_short_by(random() % 2 == 0 ? 9 : 0);
            } else if (what < 95) {
                spool.flash.works_again();
            } else if (what < 96 && newest > 0) {
                spool.hears(newest, newest - std::min<std::uint64_t>(newest, random() % 50));
            } else if (what < 97) {
                spool.outbox->deadline() ? spool.passes(seconds(60)) : spool.flash_finishes();
            } else if (step % 300 == 299) {
                EXPECT_FALSE(spool.flash_writer.was_hurried());
                random() % 2 == 0 ? spool.restarts() : spool.power_is_cut(random() % 500);
                spool.flash_writer.is_slow();
                spool.reports(1, 20);
            }
            const auto& outbox = *spool.outbox;
            ASSERT_LE(outbox.bytes_on_flash(), spool.flash.durable_size());
            ASSERT_LE(outbox.bytes_in_memory(), 64U * 1024);
            ASSERT_EQ(outbox.flash_is_busy(), spool.flash_writer.is_at_work());
            if (step % 50 == 0) {
                (void)lost_of(outbox.epoch(), value(outbox.newest()));
                for (const auto& earlier : outbox.earlier()) {
                    (void)lost_of(earlier.epoch, value(earlier.last));
                }
            }
        }
        spool.flash.works_again();
        spool.reports(1);
        finishes_all();
        for (const auto& earlier : spool.outbox->earlier()) {
            spool.hears(earlier.epoch, value(earlier.last), value(earlier.last));
        }
        const auto newest = value(spool.outbox->newest());
        spool.hears(newest, newest);
        finishes_all();
        EXPECT_LE(spool.flash.files().size(), 1U) << "of the open segment";
        EXPECT_EQ(spool.outbox->bytes_on_flash(), spool.flash.durable_size());
        EXPECT_FALSE(spool.flash_writer.was_hurried());
    }
}

}  // namespace
}  // namespace magpie::agent
