#include <gtest/gtest.h>
#include <modbus/modbus.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <string>

#include "tests/firmware/node_under_test.hpp"
#include "wire/modbus/frame.hpp"

namespace magpie::test {

namespace {

using modbus::Quantity;

/// What a node does on each board.
class Boards : public testing::TestWithParam<Machine> {};

std::string name_of_test(const testing::TestParamInfo<Machine>& machine) {
    return machine.param == Machine::lm3s6965evb ? "lm3s6965evb" : "mps2_an386";
}

INSTANTIATE_TEST_SUITE_P(Node, Boards, testing::Values(Machine::lm3s6965evb, Machine::mps2_an386), name_of_test);

/// What a program says, and how it ended.
struct Ran {
    std::string said;
    int status = -1;
};

Ran run(const std::string& command) {
    Ran ran;
    FILE* pipe = ::popen((command + " 2>&1").c_str(), "r");
    std::array<char, 4096> bytes{};
    while (const auto count = std::fread(bytes.data(), 1, bytes.size(), pipe)) {
        ran.said.append(bytes.data(), count);
    }
    ran.status = ::pclose(pipe);
    return ran;
}

}  // namespace

TEST_P(Boards, AnswersWithinTwoSecondsAndSaysWhoItIs) {
    const auto began = std::chrono::steady_clock::now();
    NodeUnderTest node(GetParam());
    EXPECT_LT(std::chrono::steady_clock::now() - began, std::chrono::seconds(2));
    const auto words = node.master.read_input(0, modbus::input::identity_words);
    ASSERT_TRUE(words);
    EXPECT_EQ((*words)[modbus::input::magic], modbus::node_magic);
    EXPECT_EQ((*words)[modbus::input::version_of_map], modbus::map_version);
    EXPECT_EQ((*words)[modbus::input::slot], 0);
    EXPECT_EQ(modbus::board_names.at((*words)[modbus::input::board] - 1U), name_of(GetParam()));
    EXPECT_EQ(node.reset_cause(), modbus::ResetCause::power);
    EXPECT_TRUE(node.has_status(modbus::status::settings_are_defaults));
    EXPECT_FALSE(node.has_status(modbus::status::on_trial));
}

TEST_P(Boards, MbpollReadsIt) {
    NodeUnderTest node(GetParam());
    const auto ran = run("mbpoll -m rtu -b 19200 -P none -a 1 -t 3:hex -0 -r 0 -c 3 -o 2 -1 " + node.line.path());
    EXPECT_EQ(ran.status, 0) << ran.said;
    EXPECT_NE(ran.said.find("[0]: \t0x504E"), std::string::npos) << ran.said;
    EXPECT_NE(ran.said.find("[1]: \t0x0001"), std::string::npos) << ran.said;
}

TEST_P(Boards, WhateverASensorMeasuresIsSeen) {
    NodeUnderTest node(GetParam());
    ASSERT_TRUE(node.master.write_one(modbus::holding::sample_period, 2));
    node.board.set_temperature(25'500);
    node.board.set_supply_voltage(24'000);
    node.board.set_supply_current(3'000);
    node.board.set_analogue(0, 1'650);  // humidity, 3.3 V is 100 %
    node.board.set_analogue(1, 655);    // noise, 10 mV a dB
    node.board.set_analogue(2, 2'500);  // light, 500 mV a decade from 1 lux on
    node.board.set_analogue(3, 600);    // tilt, 25 mV a degree above 500
    node.board.set_analogue(4, 1'000);  // vibration, 50 mV for each m/s2 above 500
    EXPECT_TRUE(becomes_true([&] {
        node.tell_particles(12, 34);
        return node.master.value(Quantity::temperature) == 2'550 && node.master.value(Quantity::humidity) == 5'000 &&
               node.master.value(Quantity::pm2_5) == 12 && node.master.value(Quantity::pm10) == 34 &&
               node.master.value(Quantity::noise) == 655 &&
               node.master.two_words(modbus::row_of(Quantity::light).address) == 10'000 &&
               node.master.value(Quantity::tilt) == 400 && node.master.value(Quantity::vibration) == 10'000;
    }));
    EXPECT_EQ(node.master.value(Quantity::temperature), 2'550);
    EXPECT_EQ(node.master.value(Quantity::humidity), 5'000);
    EXPECT_EQ(node.master.value(Quantity::pm2_5), 12);
    EXPECT_EQ(node.master.value(Quantity::pm10), 34);
    EXPECT_EQ(node.master.value(Quantity::noise), 655);
    EXPECT_EQ(node.master.two_words(modbus::row_of(Quantity::light).address), 10'000U);
    EXPECT_EQ(node.master.value(Quantity::tilt), 400);
    EXPECT_EQ(node.master.value(Quantity::vibration), 10'000);
    // As far as the 12 bits of its converter go.
    EXPECT_NEAR(node.master.value(Quantity::supply_voltage), 2'400, 2);
    EXPECT_NEAR(node.master.value(Quantity::supply_current), 300, 5);
    node.board.set_temperature(-12'000);
    EXPECT_TRUE(
        becomes_true([&] { return static_cast<std::int16_t>(node.master.value(Quantity::temperature)) == -1'200; }));
}

TEST_P(Boards, ParticlesThatAreNoLongerToldAreAbsent) {
    NodeUnderTest node(GetParam());
    ASSERT_TRUE(node.master.write_one(modbus::holding::sample_period, 2));
    ASSERT_TRUE(becomes_true([&] {
        node.tell_particles(7, 9);
        return node.master.value(Quantity::pm2_5) == 7;
    }));
    EXPECT_TRUE(becomes_true([&] { return node.master.value(Quantity::pm2_5) == modbus::absent(modbus::Type::u16); }));
    EXPECT_NE(node.master.word(modbus::input::faults) & modbus::bit_of(Quantity::pm2_5), 0);
}

TEST_P(Boards, ExceptionsAreThoseOfTheStandard) {
    NodeUnderTest node(GetParam());
    const auto function = node.master.read_coil();
    ASSERT_FALSE(function);
    EXPECT_EQ(function.error(), EMBXILFUN);
    const auto address = node.master.read_input(1000, 1);
    ASSERT_FALSE(address);
    EXPECT_EQ(address.error(), EMBXILADD);
    const auto value = node.master.write_one(modbus::holding::address, 248);
    ASSERT_FALSE(value);
    EXPECT_EQ(value.error(), EMBXILVAL);
    EXPECT_EQ(node.master.two_words(modbus::input::exceptions), 3U);
}

TEST_P(Boards, NobodyAnswersWhatIsForAnother) {
    NodeUnderTest node(GetParam());
    ModbusMaster other(node.line.path(), 9);
    other.set_tries(1);
    const auto words = other.read_input(0, 1);
    ASSERT_FALSE(words);
    EXPECT_EQ(words.error(), ETIMEDOUT);
    EXPECT_EQ(node.master.two_words(modbus::input::for_others), 1U);
}

TEST_P(Boards, NobodyAnswersAWrongCrc) {
    NodeUnderTest node(GetParam());
    const auto answers = node.master.two_words(modbus::input::answers);
    node.line.set_faults({.flip = 1});
    node.master.set_tries(1);
    const auto words = node.master.read_input(0, 1);
    ASSERT_FALSE(words);
    EXPECT_EQ(words.error(), ETIMEDOUT);
    node.line.set_faults({});
    node.master.set_tries(5);
    EXPECT_GE(node.master.two_words(modbus::input::crc_errors), 1U);
    EXPECT_LE(node.master.two_words(modbus::input::answers), answers + 3);
}

TEST_P(Boards, ABroadcastIsFollowedAndNotAnswered) {
    NodeUnderTest node(GetParam());
    ModbusMaster everybody(node.line.path(), modbus::broadcast);
    everybody.set_tries(1);
    const auto written = everybody.write_one(modbus::holding::sample_period, 7);
    if (!written) {  // libmodbus knows that there is no answer, or waits for it in vain
        EXPECT_EQ(written.error(), ETIMEDOUT);
    }
    const auto words = node.master.read_holding(modbus::holding::sample_period, 1);
    ASSERT_TRUE(words);
    EXPECT_EQ(words->front(), 7);
}

TEST_P(Boards, AHungLoopIsEndedByTheWatchdogWhichSaysSo) {
    NodeUnderTest node(GetParam());
    node.board.hang();
    node.board.await_reset(std::chrono::seconds(10));
    EXPECT_TRUE(becomes_true([&] { return node.has_measured(); }));
    EXPECT_EQ(node.reset_cause(), modbus::ResetCause::watchdog);
}

TEST_P(Boards, AResetFromOutsideIsTold) {
    NodeUnderTest node(GetParam());
    node.board.press_reset();
    EXPECT_TRUE(becomes_true([&] { return node.has_measured(); }));
    EXPECT_EQ(node.reset_cause(), modbus::ResetCause::external);
}

TEST(Lm3s6965evb, AnOpenDoorIsSeenAndCounted) {
    NodeUnderTest node(Machine::lm3s6965evb);
    const auto is_open = [&] { return node.master.value(Quantity::door) == 1; };
    EXPECT_FALSE(is_open());
    node.board.move_door(false);
    node.board.move_door(true);
    EXPECT_TRUE(becomes_true(is_open));
    node.board.move_door(false);
    EXPECT_TRUE(becomes_true([&] { return !is_open(); }));
    EXPECT_EQ(node.master.word(modbus::input::door_openings), 1);
}

}  // namespace magpie::test
