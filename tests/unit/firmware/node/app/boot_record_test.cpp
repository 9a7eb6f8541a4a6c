#include "firmware/node/app/boot_record.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_board.hpp"
#include "tests/unit/firmware/node/image_bytes.hpp"

namespace magpie::node {
namespace {

class BootRecordTest : public testing::Test {
  protected:
    void image_stands_in(unsigned slot) { put_image(board.flash_bytes(), slot, image_bytes(slot, 64)); }

    fakes::FakeBoard board;
    hal::Flash& flash = board.flash();
};

TEST_F(BootRecordTest, ABlankFlashStartsSlot0) {
    EXPECT_EQ(read_boot_record(flash), BootRecord{});
    EXPECT_EQ(slot_to_start(flash), 0);
}

TEST_F(BootRecordTest, WhatIsWrittenIsReadBackFromEitherPage) {
    for (std::uint8_t i = 0; i < 10; ++i) {
        const BootRecord record{.confirmed = static_cast<std::uint8_t>(i % 2), .attempts = i};
        ASSERT_TRUE(write_boot_record(flash, record));
        EXPECT_EQ(read_boot_record(flash), record);
    }
}

TEST_F(BootRecordTest, ATrialGetsThreeStartsAndThenTheConfirmedSlotIsBack) {
    image_stands_in(0);
    image_stands_in(1);
    ASSERT_TRUE(write_boot_record(flash, {.confirmed = 0, .trial = 1, .attempts = trial_starts}));
    for (int i = 0; i < 3; ++i) {
        EXPECT_EQ(slot_to_start(flash), 1) << i;
    }
    EXPECT_EQ(slot_to_start(flash), 0);
    EXPECT_EQ(read_boot_record(flash), (BootRecord{.confirmed = 0, .fell_back = 1}));
    EXPECT_EQ(slot_to_start(flash), 0);
}

TEST_F(BootRecordTest, ATrialWhoseStartCannotBeCountedIsNotStarted) {
    image_stands_in(0);
    image_stands_in(1);
    ASSERT_TRUE(write_boot_record(flash, {.confirmed = 0, .trial = 1, .attempts = trial_starts}));
    board.flash_wears_out();
    EXPECT_EQ(slot_to_start(flash), 0);
}

TEST_F(BootRecordTest, ATrialWithoutAVectorTableFallsBackAtOnce) {
    image_stands_in(0);
    ASSERT_TRUE(write_boot_record(flash, {.confirmed = 0, .trial = 1, .attempts = trial_starts}));
    EXPECT_EQ(slot_to_start(flash), 0);
    EXPECT_EQ(read_boot_record(flash).fell_back, 1);
}

TEST_F(BootRecordTest, WhereTheConfirmedSlotIsLostTheOtherStarts) {
    image_stands_in(1);
    EXPECT_EQ(slot_to_start(flash), 1);
}

TEST_F(BootRecordTest, ARecordOfNonsenseIsNone) {
    ASSERT_TRUE(write_boot_record(flash, {.confirmed = 7}));
    EXPECT_EQ(read_boot_record(flash), BootRecord{});
    ASSERT_TRUE(write_boot_record(flash, {.confirmed = 1, .trial = 1}));
    EXPECT_EQ(read_boot_record(flash), BootRecord{});
}

TEST_F(BootRecordTest, AfterAPowerCutAtAnyStepTheOldOrTheNewOneStands) {
    const BootRecord before{.confirmed = 0};
    const BootRecord after{.confirmed = 0, .trial = 1, .attempts = trial_starts};
    for (std::uint32_t step = 0;; ++step) {
        board.flash_is_blank();
        ASSERT_TRUE(write_boot_record(flash, {.confirmed = 1}));
        ASSERT_TRUE(write_boot_record(flash, before));
        bool is_cut = false;
        board.power_is_cut_after(step);
        try {
            (void)write_boot_record(flash, after);
        } catch (const fakes::PowerCut&) {
            is_cut = true;
        }
        board.power_stays();
        const auto stands = read_boot_record(flash);
        EXPECT_TRUE(stands == before || stands == after) << step;
        if (!is_cut) {
            EXPECT_EQ(stands, after);
            EXPECT_GT(step, 10U);
            break;
        }
        // And the next one is written as if nothing had happened.
        ASSERT_TRUE(write_boot_record(flash, {.confirmed = 1}));
        EXPECT_EQ(read_boot_record(flash), BootRecord{.confirmed = 1});
    }
}

TEST_F(BootRecordTest, APowerCutWhileAnAttemptIsCountedCostsAtMostThatAttempt) {
    for (std::uint32_t step = 0; step < 30; ++step) {
        board.flash_is_blank();
        image_stands_in(0);
        image_stands_in(1);
        ASSERT_TRUE(write_boot_record(flash, {.confirmed = 0, .trial = 1, .attempts = trial_starts}));
        board.power_is_cut_after(step);
        try {
            (void)slot_to_start(flash);
        } catch (const fakes::PowerCut&) {
        }
        board.power_stays();
        int starts = 0;
        while (slot_to_start(flash) == 1) {
            ++starts;
        }
        EXPECT_TRUE(starts == 2 || starts == 3) << step;
    }
}

}  // namespace
}  // namespace magpie::node
