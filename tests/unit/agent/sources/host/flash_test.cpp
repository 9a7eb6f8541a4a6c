#include "agent/sources/host/flash.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/host/board.hpp"

namespace magpie::agent {
namespace {

using fakes::minutes_after_boot;

TEST(LifeTime, IsTheUpperEndOfAStep) {
    const auto life = parse_life_time("0x01 0x0a\n");
    EXPECT_EQ(life.used_a, 0.1);
    EXPECT_EQ(life.used_b, 1.0);
}

TEST(LifeTime, PastTheEndIsOnePointOne) {
    EXPECT_EQ(parse_life_time("0x0b 0x0b\n").used_a, 1.1);
}

TEST(LifeTime, WhatIsNotDefinedIsAbsent) {
    for (const auto* text : {"0x00 0x00\n", "0x0c 0xff\n", "", "\n", "none none\n"}) {
        EXPECT_FALSE(parse_life_time(text).used_a) << text;
        EXPECT_FALSE(parse_life_time(text).used_b) << text;
    }
    EXPECT_EQ(parse_life_time("0x00 0x03\n").used_b, 0.3);
}

TEST(SpareState, HasThreeValues) {
    EXPECT_EQ(parse_spare_state("0x01\n"), 1);
    EXPECT_EQ(parse_spare_state("0x03\n"), 3);
    EXPECT_FALSE(parse_spare_state("0x00\n"));
    EXPECT_FALSE(parse_spare_state("0x04\n"));
    EXPECT_FALSE(parse_spare_state(""));
}

TEST(FlashDevices, AnEmmcTellsItsWear) {
    const fakes::Board board("emmc_gateway");
    FileReader files;
    const auto wear = FlashDevices(board.paths()).read(files, minutes_after_boot(1));
    ASSERT_EQ(wear.size(), 1U);
    EXPECT_EQ(wear[0].device, "mmcblk2");
    EXPECT_EQ(wear[0].life.used_a, 0.2);
    EXPECT_EQ(wear[0].life.used_b, 1.1);
    EXPECT_EQ(wear[0].spare_state, 2);
    EXPECT_FALSE(wear[0].bad_blocks);
}

TEST(FlashDevices, RawFlashTellsItsBlocks) {
    const fakes::Board board("nand_router");
    FileReader files;
    const auto wear = FlashDevices(board.paths()).read(files, minutes_after_boot(1));
    ASSERT_EQ(wear.size(), 1U);
    EXPECT_EQ(wear[0].device, "ubi0");
    EXPECT_EQ(wear[0].bad_blocks, 3U);
    EXPECT_EQ(wear[0].most_erases, 412U);
}

TEST(FlashDevices, AnSdCardTellsNothing) {
    const fakes::Board board("raspberry_pi_5");
    FileReader files;
    EXPECT_TRUE(FlashDevices(board.paths()).read(files, minutes_after_boot(1)).empty());
}

TEST(FlashDevices, AreReadEveryTenMinutes) {
    const fakes::Board board("nand_router");
    FileReader files;
    FlashDevices flash(board.paths());
    (void)flash.read(files, minutes_after_boot(1));
    board.write("sys/class/ubi/ubi0/bad_peb_count", "4\n");
    EXPECT_EQ(flash.read(files, minutes_after_boot(10))[0].bad_blocks, 3U);
    EXPECT_EQ(flash.read(files, minutes_after_boot(11))[0].bad_blocks, 4U);
}

}  // namespace
}  // namespace magpie::agent
