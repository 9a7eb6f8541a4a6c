#include "firmware/node/app/settings.hpp"

#include <gtest/gtest.h>

#include "firmware/node/hal/layout.hpp"
#include "tests/fakes/fake_board.hpp"

namespace magpie::node {
namespace {

class SettingsTest : public testing::Test {
  protected:
    static Settings with(std::uint16_t address) {
        Settings settings;
        settings.address = address;
        settings.calibration[0] = {.offset = static_cast<std::int16_t>(-address), .gain = 12345};
        return settings;
    }
    Settings read() { return SettingsStore(board.flash()).now(); }

    fakes::FakeBoard board;
};

TEST_F(SettingsTest, ABlankFlashGivesDefaults) {
    const SettingsStore store(board.flash());
    EXPECT_EQ(store.now(), Settings{});
    EXPECT_TRUE(store.are_defaults());
    EXPECT_EQ(serial_format(store.now()), (hal::SerialFormat{19200, hal::Parity::even}));
}

TEST_F(SettingsTest, WhatIsKeptIsReadAfterAReset) {
    for (std::uint16_t address = 1; address < 20; ++address) {
        SettingsStore store(board.flash());
        ASSERT_TRUE(store.keep(with(address)));
        EXPECT_FALSE(store.are_defaults());
        EXPECT_EQ(read(), with(address));
    }
}

TEST_F(SettingsTest, WhatIsOnlySetIsForgotten) {
    SettingsStore store(board.flash());
    ASSERT_TRUE(store.keep(with(5)));
    store.set(with(6));
    EXPECT_EQ(store.now(), with(6));
    EXPECT_EQ(store.kept(), with(5));
    EXPECT_EQ(read(), with(5));
}

TEST_F(SettingsTest, KeepingTheSameAgainCostsTheFlashNothing) {
    SettingsStore store(board.flash());
    ASSERT_TRUE(store.keep(with(5)));
    const auto steps = board.flash_steps();
    ASSERT_TRUE(store.keep(with(5)));
    EXPECT_EQ(board.flash_steps(), steps);
}

TEST_F(SettingsTest, AKeyIsKeptWithoutWhatElseIsSet) {
    SettingsStore store(board.flash());
    store.set(with(6));
    ASSERT_TRUE(store.keep_key({1, 2, 3}));
    EXPECT_EQ(store.now().address, 6);
    EXPECT_EQ(store.now().has_key, 1);
    const auto after = read();
    EXPECT_EQ(after.address, 1);
    EXPECT_EQ(after.has_key, 1);
    EXPECT_EQ(after.key[2], 3);
}

TEST_F(SettingsTest, AWornFlashChangesNothing) {
    SettingsStore store(board.flash());
    ASSERT_TRUE(store.keep(with(5)));
    board.flash_wears_out();
    EXPECT_FALSE(store.keep(with(6)));
    EXPECT_FALSE(store.keep_key({1}));
    EXPECT_TRUE(store.flash_failed());
    EXPECT_EQ(store.now(), with(5));
    EXPECT_EQ(read(), with(5));
    board.flash_is_replaced();
    EXPECT_TRUE(store.keep(with(7)));
    EXPECT_FALSE(store.flash_failed());
}

TEST_F(SettingsTest, AfterAPowerCutAtAnyStepTheOldOrTheNewStand) {
    for (std::uint32_t step = 0;; ++step) {
        board.flash_is_blank();
        SettingsStore store(board.flash());
        ASSERT_TRUE(store.keep(with(3)));
        ASSERT_TRUE(store.keep(with(4)));
        bool is_cut = false;
        board.power_is_cut_after(step);
        try {
            (void)store.keep(with(5));
        } catch (const fakes::PowerCut&) {
            is_cut = true;
        }
        board.power_stays();
        const auto stands = read();
        EXPECT_TRUE(stands == with(4) || stands == with(5)) << step;
        if (!is_cut) {
            EXPECT_EQ(stands, with(5));
            EXPECT_GT(step, sizeof(Settings));
            break;
        }
        SettingsStore again(board.flash());
        ASSERT_TRUE(again.keep(with(6)));
        EXPECT_EQ(read(), with(6));
    }
}

TEST_F(SettingsTest, ABitThatFallsInOneCopyLeavesTheOther) {
    SettingsStore store(board.flash());
    ASSERT_TRUE(store.keep(with(3)));
    ASSERT_TRUE(store.keep(with(4)));
    const auto record = sizeof(Settings) + 12;
    for (std::size_t bit = 0; bit < 8 * record; ++bit) {
        for (const auto page : {layout::settings, layout::settings + hal::Flash::page_bytes}) {
            auto& byte = board.flash_bytes()[page + bit / 8];
            byte ^= static_cast<std::uint8_t>(1U << bit % 8);
            const auto stands = read();
            EXPECT_TRUE(stands == with(3) || stands == with(4)) << bit;
            byte ^= static_cast<std::uint8_t>(1U << bit % 8);
        }
    }
}

TEST_F(SettingsTest, TwoBrokenCopiesGiveDefaultsAndSaySo) {
    SettingsStore store(board.flash());
    ASSERT_TRUE(store.keep(with(3)));
    ASSERT_TRUE(store.keep(with(4)));
    board.flash_bytes()[layout::settings + 20] ^= 1;
    board.flash_bytes()[layout::settings + hal::Flash::page_bytes + 20] ^= 1;
    const SettingsStore after(board.flash());
    EXPECT_EQ(after.now(), Settings{});
    EXPECT_TRUE(after.are_defaults());
}

TEST(Settings, AreValidWithinTheLimitsOfTheMap) {
    const auto is_valid_with = [](const auto& change) {
        Settings settings;
        change(settings);
        return is_valid(settings);
    };
    EXPECT_TRUE(is_valid(Settings{}));
    for (const std::uint16_t period : std::initializer_list<std::uint16_t>{0, 1, 601, 0xFFFF}) {
        EXPECT_FALSE(is_valid_with([&](Settings& settings) { settings.sample_period = period; })) << period;
    }
    for (const std::uint16_t address : std::initializer_list<std::uint16_t>{0, 248, 257}) {
        EXPECT_FALSE(is_valid_with([&](Settings& settings) { settings.address = address; })) << address;
    }
    for (const std::uint16_t baud : std::initializer_list<std::uint16_t>{0, 1, 95, 1153, 9600}) {
        EXPECT_FALSE(is_valid_with([&](Settings& settings) { settings.baud = baud; })) << baud;
    }
    for (const std::uint16_t heartbeat : std::initializer_list<std::uint16_t>{1, 9, 3601}) {
        EXPECT_FALSE(is_valid_with([&](Settings& settings) { settings.heartbeat = heartbeat; })) << heartbeat;
    }
    EXPECT_FALSE(is_valid_with([](Settings& settings) { settings.parity = 3; }));
    EXPECT_FALSE(is_valid_with([](Settings& settings) { settings.calibration[3].gain = 999; }));
    EXPECT_FALSE(is_valid_with([](Settings& settings) { settings.calibration[3].gain = 40001; }));
    EXPECT_FALSE(is_valid_with([](Settings& settings) { settings.calibration[8].offset = 1; }));
    EXPECT_TRUE(is_valid_with([](Settings& settings) {
        settings.sample_period = 600;
        settings.address = 247;
        settings.baud = 1152;
        settings.parity = 0;
        settings.heartbeat = 10;
        settings.calibration[3] = {-32768, 40000};
    }));
}

}  // namespace
}  // namespace magpie::node
