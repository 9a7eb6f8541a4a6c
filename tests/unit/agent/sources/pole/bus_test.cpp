#include "agent/sources/pole/bus.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/fakes/fake_bus.hpp"

namespace magpie::agent {
namespace {

using modbus::Function;
using std::chrono::seconds;

constexpr Milliseconds timeout{300};

/// A bus on which time passes as the bus itself says. A question that nobody answers takes the time-out.
struct Wire {
    void add_thermometer(std::size_t sensor, std::uint8_t address, Milliseconds period = seconds(10)) {
        bus.add({.sensor = sensor,
                 .address = address,
                 .period = period,
                 .kind = RegisterTable({{.quantity = Quantity::temperature, .address = 1}})});
    }
    void thermometer_appears(std::uint8_t address, std::uint16_t degrees = 20) {
        line.device_appears(address)[{Function::read_input, 1}] = degrees;
    }
    /// Until `end` all that is due is done.
    void runs(Milliseconds end) {
        while (bus.deadline().value() <= Monotonic(end)) {
            now.mono = std::max(now.mono, *bus.deadline());
            for (auto& result : bus.turn(line, now)) {
                if (result.reading) {
                    heard[result.sensor].push_back(result.reading->values.at(0).value.value());
                } else {
                    failed[result.sensor].emplace_back(result.reading.error());
                }
            }
        }
        now.mono = Monotonic(end);
    }

    fakes::FakeBus line;
    Bus bus{timeout};
    Now now{};
    std::map<std::size_t, std::vector<double>> heard;
    std::map<std::size_t, std::vector<std::string>> failed;
};

TEST(Bus, WithoutDevicesNothingIsDue) {
    Wire wire;
    EXPECT_FALSE(wire.bus.deadline());
    EXPECT_TRUE(wire.bus.turn(wire.line, {}).empty());
    EXPECT_EQ(wire.line.opened(), 0U);
}

TEST(Bus, EachDeviceIsAskedAtItsInterval) {
    Wire wire;
    wire.add_thermometer(0, 5, seconds(1));
    wire.add_thermometer(1, 6, seconds(10));
    wire.thermometer_appears(5, 21);
    wire.thermometer_appears(6, 22);
    wire.runs(seconds(20));
    EXPECT_EQ(wire.heard[0], std::vector<double>(21, 21));
    EXPECT_EQ(wire.heard[1], std::vector<double>(3, 22));
    EXPECT_EQ(wire.line.opened(), 1U);
}

TEST(Bus, WhatCameLateIsForgottenBeforeEachQuestion) {
    Wire wire;
    wire.add_thermometer(0, 5, seconds(1));
    wire.thermometer_appears(5, 21);
    wire.runs(seconds(3));
    for (const auto& question : wire.line.questions()) {
        EXPECT_TRUE(question.flushed);
    }
}

TEST(Bus, ALateAnswerIsNotTakenForTheNextDevices) {
    Wire wire;
    wire.add_thermometer(0, 5);
    wire.add_thermometer(1, 6);
    wire.thermometer_appears(5, 21);
    wire.thermometer_appears(6, 99);
    wire.line.answer_is_late();
    wire.runs(seconds(1));
    EXPECT_EQ(wire.heard[0], std::vector<double>{21});
    EXPECT_EQ(wire.heard[1], std::vector<double>{99});
    EXPECT_TRUE(wire.failed.empty());
}

TEST(Bus, NoiseIsTriedAgainTwice) {
    for (const auto noise : {LineError::timeout, LineError::crc, LineError::incomplete, LineError::wrong_answer}) {
        Wire wire;
        wire.add_thermometer(0, 5);
        wire.thermometer_appears(5, 21);
        wire.line.line_is_noisy(noise, 2);
        wire.runs(seconds(1));
        EXPECT_EQ(wire.heard[0], std::vector<double>{21});
        EXPECT_TRUE(wire.failed.empty());
        wire.line.line_is_noisy(noise, 3);
        wire.runs(seconds(11));
        EXPECT_EQ(wire.failed[0], std::vector<std::string>{std::string(reason(noise))});
        EXPECT_EQ(wire.heard[0].size(), 1U);
    }
}

TEST(Bus, ATryWaitsForAnAnswerThatIsLate) {
    Wire wire;
    wire.add_thermometer(0, 5);
    wire.thermometer_appears(5);
    wire.line.line_is_noisy(LineError::timeout, 1);
    EXPECT_TRUE(wire.bus.turn(wire.line, wire.now).empty());
    EXPECT_EQ(wire.bus.deadline(), wire.now.mono + timeout);
}

TEST(Bus, TriesDoNotShiftWhatFollows) {
    Wire wire;
    wire.add_thermometer(0, 5, seconds(10));
    wire.thermometer_appears(5);
    wire.line.line_is_noisy(LineError::crc, 2);
    wire.runs(seconds(1));
    EXPECT_EQ(wire.bus.deadline(), Monotonic(seconds(10)));
}

TEST(Bus, ARefusalIsNotTriedAgain) {
    Wire wire;
    wire.add_thermometer(0, 5);
    wire.line.device_appears(5);
    wire.runs(seconds(1));
    EXPECT_EQ(wire.failed[0], std::vector<std::string>{"exception_2"});
    EXPECT_EQ(wire.line.questions_to(5), 1U);
}

TEST(Bus, AnAbsentDeviceCostsTheOthersLittle) {
    Wire wire;
    wire.add_thermometer(0, 5, seconds(1));
    wire.add_thermometer(1, 6, seconds(1));
    wire.thermometer_appears(5, 21);
    wire.runs(std::chrono::minutes(10));
    EXPECT_EQ(wire.heard[0].size(), 601U);
    // 3 tries, then one after 1, 2, 4, 8, 16, 32 seconds, and one a minute.
    EXPECT_EQ(wire.line.questions_to(6), 3U + 6U + 8U);
    EXPECT_GT(wire.failed[1].size(), 3U);
}

TEST(Bus, OneThatComesBackIsAskedAtItsIntervalAgain) {
    Wire wire;
    wire.add_thermometer(0, 5, seconds(1));
    wire.runs(std::chrono::minutes(5));
    wire.thermometer_appears(5, 21);
    wire.runs(std::chrono::minutes(6));
    wire.heard.clear();
    wire.runs(std::chrono::minutes(7));
    EXPECT_EQ(wire.heard[0].size(), 60U);
}

TEST(Bus, ALineThatDoesNotOpenFailsForAllAndIsTriedAgain) {
    Wire wire;
    wire.add_thermometer(0, 5);
    wire.add_thermometer(1, 6);
    wire.thermometer_appears(5, 21);
    wire.thermometer_appears(6, 22);
    wire.line.adapter_is_unplugged();
    wire.runs(std::chrono::minutes(10));
    EXPECT_EQ(wire.failed[0].front(), "no_device");
    EXPECT_EQ(wire.failed[0], wire.failed[1]);
    EXPECT_EQ(wire.line.opened(), 6U + 9U) << "after 1, 2, 4, 8, 16, 32 seconds, then each minute";
    EXPECT_TRUE(wire.line.questions().empty());
    wire.line.adapter_comes();
    wire.runs(std::chrono::minutes(11));
    EXPECT_FALSE(wire.heard[0].empty());
    EXPECT_FALSE(wire.heard[1].empty());
}

TEST(Bus, ALineThatBreaksIsOpenedAnew) {
    Wire wire;
    wire.add_thermometer(0, 5, seconds(1));
    wire.thermometer_appears(5, 21);
    wire.runs(seconds(5));
    wire.line.adapter_is_unplugged();
    wire.runs(seconds(6));
    EXPECT_EQ(wire.failed[0].front(), "broken");
    EXPECT_FALSE(wire.line.is_open());
    wire.line.adapter_comes();
    wire.runs(seconds(20));
    EXPECT_TRUE(wire.line.is_open());
    EXPECT_EQ(wire.heard[0].back(), 21);
}

TEST(Bus, ANodeIsReadByItsMap) {
    Wire wire;
    wire.bus.add({.sensor = 3, .address = 1, .period = seconds(10), .kind = SensorNode()});
    fakes::FakeNode node(wire.line.device_appears(1));
    auto results = wire.bus.turn(wire.line, wire.now);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].sensor, 3U);
    ASSERT_TRUE(results[0].reading);
    EXPECT_EQ(results[0].reading->values.size(), 11U);
    node.input(modbus::input::magic) = 0;
    wire.now.mono += seconds(10);
    results = wire.bus.turn(wire.line, wire.now);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_EQ(results[0].reading.error(), "not_a_node");
}

TEST(Bus, ALateBlockOfANodeIsNotTakenForAnother) {
    Wire wire;
    wire.bus.add({.sensor = 0, .address = 1, .period = seconds(1), .kind = SensorNode()});
    fakes::FakeNode node(wire.line.device_appears(1));
    wire.line.answer_is_late();
    EXPECT_TRUE(wire.bus.turn(wire.line, wire.now).empty());
    wire.now.mono = wire.bus.deadline().value();
    const auto results = wire.bus.turn(wire.line, wire.now);
    ASSERT_EQ(results.size(), 1U);
    EXPECT_TRUE(results[0].reading.has_value());
}

}  // namespace
}  // namespace magpie::agent
