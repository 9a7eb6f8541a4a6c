#include "firmware/node/app/update.hpp"

#include <gtest/gtest.h>

#include "tests/unit/firmware/node/image_bytes.hpp"
#include "tests/unit/firmware/node/running_node.hpp"

namespace magpie::node {
namespace {

using fakes::Answered;
using modbus::Exception;
using modbus::UpdateCommand;
using modbus::UpdateFault;
using modbus::UpdateState;
namespace holding = modbus::holding;
namespace input = modbus::input;

constexpr std::uint16_t newer = firmware_version + 1;

/// A node with a key whose slot 0 runs, and the master's side of an update of 3000 bytes into slot 1.
class UpdateTest : public testing::Test {
  protected:
    UpdateTest() { is_made_anew(); }

    void is_made_anew() {
        node.board().power_stays();
        node.board().flash_is_blank();
        put_image(node.board().flash_bytes(), 0, image_bytes(0, 2000));
        // The store writes as well, so that the next blank() knows.
        node.starts();
        std::vector<std::uint16_t> words;
        for (std::size_t i = 0; i < key.size(); i += 2) {
            words.push_back(static_cast<std::uint16_t>(key[i] << 8U | key[i + 1]));
        }
        ASSERT_EQ(node.master().write_many(holding::update_key, words), Answered{});
    }

    Answered commands(UpdateCommand command) {
        return node.master().write_one(holding::update_command, static_cast<std::uint16_t>(command));
    }
    Answered begins(std::vector<std::uint16_t> description) {
        description.insert(description.begin(), static_cast<std::uint16_t>(UpdateCommand::begin));
        return node.master().write_many(holding::update_command, description);
    }
    Answered begins() { return begins(described(image, newer, key)); }
    Answered sends_block(std::uint32_t offset, const std::vector<std::uint8_t>& bytes) {
        std::vector<std::uint16_t> words{static_cast<std::uint16_t>(offset >> 16U), static_cast<std::uint16_t>(offset)};
        for (std::size_t i = 0; i < modbus::block_bytes; i += 2) {
            const auto byte = [&](std::size_t at) { return at < bytes.size() ? bytes[at] : std::uint8_t{0xFF}; };
            words.push_back(static_cast<std::uint16_t>(byte(offset + i) << 8U | byte(offset + i + 1)));
        }
        return node.master().write_many(holding::block_offset, words);
    }
    Answered sends_block(std::uint32_t offset) { return sends_block(offset, image); }
    void sends_all() {
        for (std::uint32_t offset = 0; offset < image.size(); offset += modbus::block_bytes) {
            ASSERT_EQ(sends_block(offset), Answered{}) << offset;
        }
    }
    UpdateState state() { return UpdateState{node.input(input::update_state)}; }
    UpdateFault fault() { return UpdateFault{node.input(input::update_fault)}; }
    bool has_status(std::uint16_t bit) { return (node.input(input::status) & bit) != 0; }
    std::vector<std::uint8_t> in_slot(unsigned slot, std::size_t size) {
        const auto bytes = node.board().flash().at(layout::slots[slot], size);
        return {bytes.begin(), bytes.end()};
    }

    RunningNode node;
    const Digest key{0x11, 0x22, 0x33, 0x44, 0x55};
    std::vector<std::uint8_t> image = image_bytes(1, 3000);
};

TEST_F(UpdateTest, FromSlot0ToSlot1AndBack) {
    EXPECT_EQ(begins(), Answered{});
    EXPECT_EQ(state(), UpdateState::receiving);
    sends_all();
    EXPECT_EQ(node.input32(input::update_written), 3000U);
    EXPECT_EQ(state(), UpdateState::ready);
    EXPECT_EQ(commands(UpdateCommand::activate), Answered{});
    EXPECT_TRUE(node.board().resets().empty());
    node.poll();
    ASSERT_FALSE(node.board().resets().empty());
    EXPECT_EQ(node.board().resets().front(), modbus::ResetCause::update);

    node.starts(newer);
    EXPECT_EQ(node.slot(), 1U);
    EXPECT_EQ(node.input(input::slot), 1);
    EXPECT_EQ(node.input(input::firmware_version), newer);
    EXPECT_EQ(in_slot(1, image.size()), image);
    EXPECT_TRUE(has_status(modbus::status::on_trial));
    EXPECT_EQ(commands(UpdateCommand::confirm), Answered{});
    EXPECT_FALSE(has_status(modbus::status::on_trial));
    node.starts(newer);
    EXPECT_EQ(node.slot(), 1U);

    image = image_bytes(0, 1000, 77);
    EXPECT_EQ(begins(described(image, newer + 1, key)), Answered{});
    sends_all();
    EXPECT_EQ(commands(UpdateCommand::activate), Answered{});
    node.starts(newer + 1);
    EXPECT_EQ(node.slot(), 0U);
    EXPECT_EQ(in_slot(0, image.size()), image);
    EXPECT_EQ(in_slot(1, 3000), image_bytes(1, 3000)) << "the confirmed one is untouched";
}

TEST_F(UpdateTest, TheResetWaitsForTheAnswerToLeave) {
    begins();
    sends_all();
    node.board().line_is_slow();
    EXPECT_EQ(commands(UpdateCommand::activate), Answered{});
    node.runs(50);
    EXPECT_TRUE(node.board().resets().empty());
    node.board().answer_leaves();
    node.poll();
    EXPECT_EQ(node.board().resets().size(), 1U);
}

TEST_F(UpdateTest, WhatNobodyConfirmsFallsBackAtTheFourthStart) {
    begins();
    sends_all();
    commands(UpdateCommand::activate);
    for (int i = 0; i < 3; ++i) {
        node.starts(newer);
        EXPECT_EQ(node.slot(), 1U);
        EXPECT_TRUE(has_status(modbus::status::on_trial));
    }
    node.starts();
    EXPECT_EQ(node.slot(), 0U);
    EXPECT_TRUE(has_status(modbus::status::fell_back));
    EXPECT_EQ(fault(), UpdateFault::not_healthy);
    EXPECT_EQ(begins(), Answered{});
    EXPECT_FALSE(has_status(modbus::status::fell_back));
    EXPECT_EQ(fault(), UpdateFault::none);
}

TEST_F(UpdateTest, ATrialThatNobodySpeaksToEndsItself) {
    begins();
    sends_all();
    commands(UpdateCommand::activate);
    node.starts(newer);
    node.runs(trial_seconds * 1000 - 1000);
    EXPECT_TRUE(node.board().resets().empty());
    node.runs(2000);
    EXPECT_FALSE(node.board().resets().empty());
}

TEST_F(UpdateTest, AnImageOnTrialTakesNoUpdate) {
    begins();
    sends_all();
    commands(UpdateCommand::activate);
    node.starts(newer);
    EXPECT_EQ(begins(described(image_bytes(0, 1000), newer + 1, key)).exception, Exception::busy);
    EXPECT_EQ(in_slot(0, 2000), image_bytes(0, 2000));
}

TEST_F(UpdateTest, WithoutAKeyThereIsNone) {
    node.board().flash_is_blank();
    put_image(node.board().flash_bytes(), 0, image_bytes(0, 2000));
    node.starts();
    EXPECT_EQ(begins().exception, Exception::value);
    EXPECT_EQ(fault(), UpdateFault::no_key);
    EXPECT_EQ(sends_block(0).exception, Exception::value);
}

TEST_F(UpdateTest, TheVersionMustBeAboveTheRunningOne) {
    for (const std::uint16_t version :
         std::initializer_list<std::uint16_t>{0, firmware_version - 1, firmware_version}) {
        EXPECT_EQ(begins(described(image, version, key)).exception, Exception::value);
        EXPECT_EQ(fault(), UpdateFault::version);
        EXPECT_EQ(state(), UpdateState::idle);
    }
}

TEST_F(UpdateTest, TheSizeMustFitTheSlot) {
    for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{layout::slot_bytes + 1}}) {
        EXPECT_EQ(begins(described(std::vector<std::uint8_t>(size), newer, key)).exception, Exception::value);
        EXPECT_EQ(fault(), UpdateFault::size);
    }
    EXPECT_EQ(begins({0xFFFF, 0xFFFF, 0, 0, newer}).exception, Exception::value);
    EXPECT_EQ(fault(), UpdateFault::size);
    image = image_bytes(1, layout::slot_bytes);
    EXPECT_EQ(begins(), Answered{});
    sends_all();
    EXPECT_EQ(commands(UpdateCommand::activate), Answered{});
    node.starts(newer);
    EXPECT_EQ(node.slot(), 1U);
}

TEST_F(UpdateTest, ARefusedBeginLeavesTheDescriptionAsItWas) {
    ASSERT_EQ(begins(), Answered{});
    const auto before = node.master().read_holding(holding::image_size, 21).words;
    begins(described(image, 0, key));
    EXPECT_EQ(node.master().read_holding(holding::image_size, 21).words, before);
}

TEST_F(UpdateTest, TheDescriptionMayComeBeforeTheCommand) {
    EXPECT_EQ(node.master().write_many(holding::image_size, described(image, newer, key)), Answered{});
    EXPECT_EQ(commands(UpdateCommand::begin), Answered{});
    sends_all();
    // What is written to it afterwards is of the next one.
    EXPECT_EQ(node.master().write_one(holding::image_crc, 1), Answered{});
    EXPECT_EQ(commands(UpdateCommand::activate), Answered{});
}

TEST_F(UpdateTest, AWrongCrcSignatureOrVectorTableIsNotActivated) {
    const auto tries = [&](const std::vector<std::uint16_t>& description, UpdateFault expected) {
        ASSERT_EQ(begins(description), Answered{});
        sends_all();
        EXPECT_EQ(commands(UpdateCommand::activate).exception, Exception::value);
        EXPECT_EQ(fault(), expected);
        EXPECT_EQ(state(), UpdateState::idle);
        EXPECT_EQ(commands(UpdateCommand::activate).exception, Exception::value);
        node.poll();
        EXPECT_TRUE(node.board().resets().empty());
        EXPECT_EQ(slot_to_start(node.board().flash()), 0);
    };
    auto words = described(image, newer, key);
    words[3] ^= 1;
    tries(words, UpdateFault::crc);
    words = described(image, newer, key);
    words.back() ^= 1;
    tries(words, UpdateFault::signature);
    // The version is signed as well.
    words = described(image, newer, key);
    ++words[4];
    tries(words, UpdateFault::signature);
    tries(described(image, newer, Digest{9}), UpdateFault::signature);
    image = image_bytes(0, 3000);
    tries(described(image, newer, key), UpdateFault::image);
}

TEST_F(UpdateTest, AByteThatDiffersIsFoundByTheCrc) {
    const auto description = described(image, newer, key);
    image[1234] ^= 0x10;
    ASSERT_EQ(begins(description), Answered{});
    sends_all();
    EXPECT_EQ(commands(UpdateCommand::activate).exception, Exception::value);
    EXPECT_EQ(fault(), UpdateFault::crc);
}

TEST_F(UpdateTest, BlocksComeInOrderAndTheSameOneAgain) {
    EXPECT_EQ(sends_block(0).exception, Exception::value);
    begins();
    EXPECT_EQ(sends_block(128).exception, Exception::value);
    EXPECT_EQ(fault(), UpdateFault::order);
    EXPECT_EQ(sends_block(0), Answered{});
    EXPECT_EQ(fault(), UpdateFault::none);
    EXPECT_EQ(sends_block(0), Answered{});
    EXPECT_EQ(node.input32(input::update_written), 128U);
    EXPECT_EQ(sends_block(128), Answered{});
    EXPECT_EQ(sends_block(0).exception, Exception::value);
    EXPECT_EQ(sends_block(128), Answered{});
    auto other = image;
    other[130] ^= 1;
    EXPECT_EQ(sends_block(128, other).exception, Exception::value);
    EXPECT_EQ(sends_block(130).exception, Exception::value);
    EXPECT_EQ(sends_block(0xFFFFFF80).exception, Exception::value);
    for (std::uint32_t offset = 256; offset < image.size(); offset += 128) {
        EXPECT_EQ(sends_block(offset), Answered{});
        EXPECT_EQ(sends_block(offset), Answered{});
    }
    EXPECT_EQ(sends_block(3072).exception, Exception::value);
    EXPECT_EQ(state(), UpdateState::ready);
    EXPECT_EQ(commands(UpdateCommand::activate), Answered{});
    EXPECT_EQ(commands(UpdateCommand::activate), Answered{}) << "the answer may have been lost";
    EXPECT_EQ(commands(UpdateCommand::abort).exception, Exception::busy);
}

TEST_F(UpdateTest, ABlockIsWrittenAsAWholeAndPaddedWithOnes) {
    begins();
    EXPECT_EQ(node.master().write_many(holding::block, std::vector<std::uint16_t>(64)).exception, Exception::value);
    EXPECT_EQ(node.master().write_many(holding::block_offset, std::vector<std::uint16_t>(65)).exception,
              Exception::value);
    for (std::uint32_t offset = 0; offset + 128 < image.size(); offset += 128) {
        sends_block(offset);
    }
    auto longer = image;
    longer.resize(3072, 0);
    EXPECT_EQ(sends_block(2944, longer).exception, Exception::value);
    EXPECT_EQ(sends_block(2944), Answered{});
    EXPECT_EQ(state(), UpdateState::ready);
}

TEST_F(UpdateTest, AnAbortForgetsAndABeginStartsAgain) {
    begins();
    sends_block(0);
    EXPECT_EQ(commands(UpdateCommand::abort), Answered{});
    EXPECT_EQ(state(), UpdateState::idle);
    EXPECT_EQ(node.input32(input::update_written), 0U);
    EXPECT_EQ(sends_block(128).exception, Exception::value);
    begins();
    sends_block(0);
    begins();
    EXPECT_EQ(node.input32(input::update_written), 0U);
    sends_all();
    EXPECT_EQ(commands(UpdateCommand::activate), Answered{});
}

TEST_F(UpdateTest, CommandsThatAreNoneAreException3) {
    EXPECT_EQ(commands(UpdateCommand::none), Answered{});
    for (const std::uint16_t command : std::initializer_list<std::uint16_t>{5, 256, 0xFFFF}) {
        EXPECT_EQ(commands(UpdateCommand{command}).exception, Exception::value);
    }
    EXPECT_EQ(commands(UpdateCommand::activate).exception, Exception::value);
    EXPECT_EQ(commands(UpdateCommand::confirm), Answered{});
}

TEST_F(UpdateTest, AWornFlashEndsItAndTheNodeGoesOn) {
    begins();
    sends_block(0);
    node.board().flash_wears_out();
    EXPECT_EQ(sends_block(128).exception, Exception::device_failure);
    EXPECT_EQ(fault(), UpdateFault::flash);
    EXPECT_EQ(state(), UpdateState::idle);
    EXPECT_TRUE(has_status(modbus::status::flash_failed));
    node.starts();
    EXPECT_EQ(node.slot(), 0U);
}

/// The whole of it, from begin to the reset, until the power is cut.
TEST_F(UpdateTest, AfterAPowerCutAtAnyStepOfFlashTheOldOrTheNewImageRuns) {
    image = image_bytes(1, 1100);
    unsigned old_ones = 0;
    unsigned new_ones = 0;
    for (std::uint32_t step = 0;; ++step) {
        is_made_anew();
        bool is_cut = false;
        node.board().power_is_cut_after(step);
        try {
            begins();
            for (std::uint32_t offset = 0; offset < image.size(); offset += 128) {
                sends_block(offset);
            }
            commands(UpdateCommand::activate);
        } catch (const fakes::PowerCut&) {
            is_cut = true;
        }
        node.board().power_stays();
        node.starts();
        ASSERT_EQ(node.input(input::magic), modbus::node_magic);
        ASSERT_TRUE(has_status(modbus::status::has_update_key)) << step;
        if (node.slot() == 0) {
            ASSERT_EQ(in_slot(0, 2000), image_bytes(0, 2000)) << step;
            ++old_ones;
        } else {
            ASSERT_EQ(in_slot(1, image.size()), image) << step;
            ++new_ones;
        }
        if (!is_cut) {
            EXPECT_EQ(node.slot(), 1U);
            break;
        }
        if (node.slot() == 0 && step % 50 == 0) {
            // And the update can be had after all.
            ASSERT_EQ(begins(), Answered{});
            sends_all();
            ASSERT_EQ(commands(UpdateCommand::activate), Answered{});
        }
    }
    EXPECT_GT(old_ones, 1100U);
    EXPECT_GE(new_ones, 1U);
}

TEST_F(UpdateTest, APowerCutWhileItIsConfirmedLosesNeitherImage) {
    for (std::uint32_t step = 0; step < 25; ++step) {
        is_made_anew();
        begins();
        sends_all();
        commands(UpdateCommand::activate);
        node.starts(newer);
        ASSERT_EQ(node.slot(), 1U);
        node.board().power_is_cut_after(step);
        try {
            commands(UpdateCommand::confirm);
        } catch (const fakes::PowerCut&) {
        }
        node.board().power_stays();
        node.starts(newer);
        EXPECT_EQ(node.slot(), 1U) << step;
        EXPECT_EQ(in_slot(1, image.size()), image);
    }
}

}  // namespace
}  // namespace magpie::node
