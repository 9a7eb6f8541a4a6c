#include "firmware/node/app/registers.hpp"

#include <gtest/gtest.h>

#include "tests/unit/firmware/node/running_node.hpp"

namespace magpie::node {
namespace {

using fakes::Answered;
using modbus::Exception;
namespace holding = modbus::holding;
namespace input = modbus::input;

class RegistersTest : public testing::Test {
  protected:
    RunningNode node;
    fakes::ModbusMaster& master = node.master();
};

TEST_F(RegistersTest, IdentityIsThatOfTheNode) {
    node.runs(3100);
    const auto words = master.read_input(0, 16).words;
    EXPECT_EQ(words.at(input::magic), 0x504E);
    EXPECT_EQ(words.at(input::version_of_map), 1);
    EXPECT_EQ(words.at(input::firmware_version), firmware_version);
    EXPECT_EQ(words.at(input::uptime + 1), 3);
    EXPECT_EQ(words.at(input::reset_cause), 1);
    EXPECT_EQ(words.at(input::slot), 0);
    EXPECT_EQ(words.at(input::status), modbus::status::settings_are_defaults);
    EXPECT_EQ(words.at(input::board), fakes::FakeBoard::kind);
    for (std::size_t i = input::board + 1U; i < input::identity_words; ++i) {
        EXPECT_EQ(words.at(i), 0);
    }
}

TEST_F(RegistersTest, EveryRowOfTheMapCanBeReadOrIsWriteOnly) {
    for (const auto& row : modbus::registers) {
        const auto count = static_cast<std::uint16_t>(row.count * modbus::words(row.type));
        const auto answer =
            row.is_holding ? master.read_holding(row.address, count) : master.read_input(row.address, count);
        EXPECT_EQ(answer.exception, row.access == modbus::Access::write ? Exception::address : Exception::none)
            << row.name;
    }
    for (const auto& row : modbus::quantities) {
        EXPECT_EQ(master.read_input(row.address, modbus::words(row.type)).exception, Exception::none) << row.name;
    }
}

TEST_F(RegistersTest, WhatIsInNoRowIsException2) {
    std::array<bool, 65536> is_input{};
    std::array<bool, 65536> is_holding{};
    for (std::size_t i = 0; i < input::update_state + input::update_words; ++i) {
        is_input.at(i) = true;
    }
    for (const auto& row : modbus::registers) {
        for (std::size_t i = 0; row.is_holding && i < row.count * std::size_t{modbus::words(row.type)}; ++i) {
            is_holding.at(row.address + i) = row.access != modbus::Access::write;
        }
    }
    for (std::uint32_t at = 0; at < 65536; ++at) {
        const auto address = static_cast<std::uint16_t>(at);
        ASSERT_EQ(master.read_input(address, 1).exception == Exception::none, is_input.at(at)) << at;
        ASSERT_EQ(master.read_holding(address, 1).exception == Exception::none, is_holding.at(at)) << at;
    }
    EXPECT_EQ(master.read_input(0, 52).words.size(), 52U);
    EXPECT_EQ(master.read_input(0, 53).exception, Exception::address);
    EXPECT_EQ(master.read_input(0xFFFF, 2).exception, Exception::address);
    EXPECT_EQ(master.read_holding(0xFFFF, 2).exception, Exception::address);
    for (const auto& [address, count] : std::vector<std::pair<int, int>>{{5, 2},
                                                                         {6, 1},
                                                                         {15, 2},
                                                                         {43, 2},
                                                                         {44, 1},
                                                                         {63, 1},
                                                                         {79, 2},
                                                                         {127, 2},
                                                                         {149, 2},
                                                                         {150, 1},
                                                                         {225, 2},
                                                                         {226, 1},
                                                                         {0xFFFF, 2}}) {
        EXPECT_EQ(master
                      .write_many(static_cast<std::uint16_t>(address),
                                  std::vector<std::uint16_t>(static_cast<std::size_t>(count)))
                      .exception,
                  Exception::address)
            << address;
    }
}

TEST_F(RegistersTest, InputsCannotBeWritten) {
    EXPECT_EQ(master.write_one(input::values + 4, 1).exception, Exception::none);  // a calibration: another table
    EXPECT_EQ(master.write_one(input::update_state, 1).exception, Exception::address);
}

TEST_F(RegistersTest, ASettingHoldsAtOnceAndIsTheOldOneAfterAReset) {
    EXPECT_EQ(master.write_one(holding::sample_period, 50), Answered{});
    EXPECT_EQ(node.holding(holding::sample_period), 50);
    EXPECT_NE(node.input(input::status) & modbus::status::settings_unsaved, 0);
    node.starts();
    EXPECT_EQ(node.holding(holding::sample_period), 10);
}

TEST_F(RegistersTest, WhatIsKeptStaysOverAReset) {
    EXPECT_EQ(master.write_many(holding::sample_period, {50}), Answered{});
    EXPECT_EQ(master.write_one(holding::calibration + 1, 10100), Answered{});
    EXPECT_EQ(master.write_one(holding::keep, modbus::keep_word), Answered{});
    EXPECT_EQ(node.input(input::status), 0);
    node.starts();
    EXPECT_EQ(node.holding(holding::sample_period), 50);
    EXPECT_EQ(node.holding(holding::calibration + 1), 10100);
    EXPECT_EQ(node.input(input::status), 0);
}

TEST_F(RegistersTest, AWrongKeepWordIsException3) {
    EXPECT_EQ(master.write_one(holding::keep, 1).exception, Exception::value);
    EXPECT_EQ(master.write_many(holding::sample_period, {50, 1, 192, 2, 0, 0}).exception, Exception::value);
    EXPECT_EQ(node.holding(holding::sample_period), 10);
}

TEST_F(RegistersTest, AWriteOfSeveralIsTakenAsAWholeOrNotAtAll) {
    for (const auto& words : std::vector<std::vector<std::uint16_t>>{
             {1, 9, 96, 0, 20}, {50, 0, 96, 0, 20}, {50, 9, 97, 0, 20}, {50, 9, 96, 3, 20}, {50, 9, 96, 0, 5}}) {
        EXPECT_EQ(master.write_many(holding::sample_period, words).exception, Exception::value);
        EXPECT_EQ(master.read_holding(0, 5).words, (std::vector<std::uint16_t>{10, 1, 192, 2, 0}));
    }
    EXPECT_EQ(master.write_many(holding::calibration, {5, 10100, 7, 99}).exception, Exception::value);
    EXPECT_EQ(node.holding(holding::calibration), 0);
    EXPECT_EQ(master.write_many(holding::sample_period, {50, 9, 96, 0, 20}), Answered{});
    EXPECT_EQ(master.read_holding(0, 5).words, (std::vector<std::uint16_t>{50, 9, 96, 0, 20}));
}

TEST_F(RegistersTest, WhatFlashDoesNotTakeIsException4AndChangesNothing) {
    node.board().flash_wears_out();
    EXPECT_EQ(master.write_many(holding::sample_period, {50, 1, 192, 2, 0, modbus::keep_word}).exception,
              Exception::device_failure);
    EXPECT_EQ(node.holding(holding::sample_period), 10);
    EXPECT_NE(node.input(input::status) & modbus::status::flash_failed, 0);
    EXPECT_EQ(master.write_many(holding::update_key, std::vector<std::uint16_t>(16, 1)).exception,
              Exception::device_failure);
    EXPECT_EQ(node.input(input::status) & modbus::status::has_update_key, 0);
}

TEST_F(RegistersTest, ACalibrationHoldsFromTheNextSample) {
    node.samples(6);
    // Temperature: 10 % more and a degree less.
    EXPECT_EQ(master.write_many(holding::calibration, {static_cast<std::uint16_t>(-100), 11000}), Answered{});
    EXPECT_EQ(node.value(modbus::Quantity::temperature), 2000);
    node.samples(1);
    EXPECT_EQ(node.value(modbus::Quantity::temperature), 2100);
    EXPECT_EQ(master.read_holding(holding::calibration, 2).words, (std::vector<std::uint16_t>{0xFF9C, 11000}));
}

TEST_F(RegistersTest, ADoorHasNoCalibration) {
    const auto door = static_cast<std::uint16_t>(holding::calibration + 16);
    EXPECT_EQ(master.write_one(door, 1).exception, Exception::value);
    EXPECT_EQ(master.write_many(door, {0, 10000}), Answered{});
}

TEST_F(RegistersTest, TheKeyIsWrittenOnceAndNeverRead) {
    std::vector<std::uint16_t> key(16, 0x1234);
    EXPECT_EQ(master.write_many(holding::update_key, {1, 2}).exception, Exception::value);
    EXPECT_EQ(master.write_one(holding::update_key, 1).exception, Exception::value);
    EXPECT_EQ(master.write_many(holding::update_key, key), Answered{});
    EXPECT_EQ(node.input(input::status), modbus::status::has_update_key);
    EXPECT_EQ(master.write_many(holding::update_key, key), Answered{}) << "the answer may have been lost";
    key[7] ^= 1;
    EXPECT_EQ(master.write_many(holding::update_key, key).exception, Exception::value);
    EXPECT_EQ(master.read_holding(holding::update_key, 1).exception, Exception::address);
    node.starts();
    EXPECT_EQ(master.write_many(holding::update_key, key).exception, Exception::value);
    EXPECT_EQ(node.input(input::status), modbus::status::has_update_key);
}

TEST_F(RegistersTest, TheDoorIsReadAtOnceAndItsOpeningsAreCounted) {
    node.poll();
    node.board().door_opens();
    node.runs(25);
    EXPECT_EQ(node.value(modbus::Quantity::door), 1);
    node.board().door_closes();
    node.runs(25);
    EXPECT_EQ(node.value(modbus::Quantity::door), 0);
    EXPECT_EQ(node.input(input::door_openings), 1);
}

TEST_F(RegistersTest, TheCountersAreThoseOfTheLine) {
    auto broken = master.frame(4, {0, 1});
    broken.back() ^= 1;
    (void)node.exchange(broken);
    (void)node.exchange(std::vector<std::uint8_t>{1, 2});
    (void)node.exchange(std::vector<std::uint8_t>(300, 1));
    node.board().bad_byte_arrives();
    node.board().silence();
    master.talks_to(9);
    (void)master.read_input(0, 1);
    master.talks_to(1);
    (void)master.read_input(200, 1);
    EXPECT_EQ(node.input32(input::crc_errors), 1U);
    EXPECT_EQ(node.input32(input::short_frames), 1U);
    EXPECT_EQ(node.input32(input::long_frames), 1U);
    EXPECT_EQ(node.input32(input::line_errors), 1U);
    EXPECT_EQ(node.input32(input::for_others), 1U);
    EXPECT_EQ(node.input32(input::exceptions), 1U);
    EXPECT_EQ(node.input32(input::requests), 8U);
    EXPECT_EQ(node.input32(input::answers), 8U);
}

}  // namespace
}  // namespace magpie::node
