#include "agent/sources/pole/sensor_node.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/fakes/fake_bus.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

struct Polled {
    tl::expected<SensorReading, std::string_view> read(Milliseconds after = seconds(1)) {
        time += after;
        return node.decode(fake.words(SensorNode::ranges()), {.mono = Monotonic(time)});
    }
    static const Measured& of(const SensorReading& reading, Quantity quantity) {
        return *std::ranges::find(reading.values, quantity, &Measured::quantity);
    }
    static bool has(const SensorReading& reading, Quantity quantity) {
        return std::ranges::find(reading.values, quantity, &Measured::quantity) != reading.values.end();
    }

    fakes::FakeBus::Registers registers;
    fakes::FakeNode fake{registers};
    SensorNode node;
    Milliseconds time{0};
};

TEST(SensorNode, EachBlockHasALengthOfItsOwn) {
    std::set<std::uint16_t> lengths;
    for (const auto& range : SensorNode::ranges()) {
        EXPECT_TRUE(lengths.insert(range.count).second) << range.count;
    }
}

TEST(SensorNode, EveryValueIsInTheUnitOfTheCatalogue) {
    Polled polled;
    const auto reading = polled.read().value();
    EXPECT_DOUBLE_EQ(polled.of(reading, Quantity::temperature).value.value(), 21.5);
    EXPECT_DOUBLE_EQ(polled.of(reading, Quantity::humidity).value.value(), 0.55);
    EXPECT_DOUBLE_EQ(polled.of(reading, Quantity::noise).value.value(), 55.3);
    EXPECT_DOUBLE_EQ(polled.of(reading, Quantity::light).value.value(), 70000);
    EXPECT_DOUBLE_EQ(polled.of(reading, Quantity::supply_voltage).value.value(), 12.1);
    EXPECT_DOUBLE_EQ(polled.of(reading, Quantity::vibration).value.value(), 0.031);
    EXPECT_EQ(reading.values.size(), 11U);
    EXPECT_EQ(reading.model, "magpie-node");
    EXPECT_EQ(reading.version, "1.2");
}

TEST(SensorNode, ANegativeTemperatureIsOne) {
    Polled polled;
    polled.fake.measures(Quantity::temperature, -1234);
    EXPECT_DOUBLE_EQ(polled.of(polled.read().value(), Quantity::temperature).value.value(), -12.34);
}

TEST(SensorNode, AFaultIsNoValueWhateverTheRegisterSays) {
    Polled polled;
    polled.fake.loses(Quantity::light);
    polled.fake.input(modbus::input::faults) |= modbus::bit_of(Quantity::noise);
    const auto reading = polled.read().value();
    EXPECT_FALSE(polled.of(reading, Quantity::light).value);
    EXPECT_FALSE(polled.of(reading, Quantity::noise).value);
}

TEST(SensorNode, ASuspicionIsHandedOn) {
    Polled polled;
    polled.fake.suspects(Quantity::noise);
    const auto reading = polled.read().value();
    EXPECT_TRUE(polled.of(reading, Quantity::noise).suspect);
    EXPECT_FALSE(polled.of(reading, Quantity::light).suspect);
}

TEST(SensorNode, WhatTheMapSaysCannotBeIsOutOfRange) {
    Polled polled;
    polled.fake.measures(Quantity::noise, 1401);
    EXPECT_TRUE(polled.of(polled.read().value(), Quantity::noise).out_of_range);
    for (const auto& row : modbus::quantities) {
        for (const auto steps : {row.low, row.high}) {
            polled.fake.measures(row.quantity, steps);
            EXPECT_FALSE(polled.of(polled.read().value(), row.quantity).out_of_range) << row.name << ' ' << steps;
            polled.fake.samples(1);
        }
    }
}

TEST(SensorNode, WhatItNeverHadIsNotMissed) {
    Polled polled;
    polled.node = SensorNode({Quantity::pm2_5});
    const auto reading = polled.read().value();
    EXPECT_FALSE(polled.has(reading, Quantity::pm2_5));
    EXPECT_TRUE(polled.has(reading, Quantity::pm10));
    EXPECT_FALSE(polled.has(reading, Quantity::uv_index)) << "reserved";
}

TEST(SensorNode, AnotherDeviceAtItsAddressIsNoNode) {
    Polled polled;
    polled.fake.input(modbus::input::magic) = 0x1234;
    EXPECT_EQ(polled.read().error(), "not_a_node");
    polled.fake.input(modbus::input::magic) = modbus::node_magic;
    polled.fake.input(modbus::input::version_of_map) = 0;
    EXPECT_EQ(polled.read().error(), "map_version");
    polled.fake.input(modbus::input::version_of_map) = 2;
    EXPECT_TRUE(polled.read().has_value()) << "it adds rows and changes none";
    EXPECT_EQ(polled.node.decode({}, {}).error(), "not_a_node");
}

TEST(SensorNode, OneThatAnswersAndDoesNotSampleIsFrozen) {
    Polled polled;
    ASSERT_TRUE(polled.read());
    polled.fake.freezes(3);
    EXPECT_TRUE(polled.read(seconds(3))) << "three of its sample periods";
    polled.fake.freezes(1);
    EXPECT_EQ(polled.read().error(), "frozen");
    polled.fake.samples(1);
    EXPECT_TRUE(polled.read());
}

TEST(SensorNode, ASampleASecondIsNotAskedOfOneThatTakesOneAMinute) {
    Polled polled;
    polled.registers[{modbus::Function::read_holding, modbus::holding::sample_period}] = 600;
    ASSERT_TRUE(polled.read());
    polled.fake.freezes(179);
    EXPECT_TRUE(polled.read(seconds(179)));
    polled.fake.freezes(2);
    EXPECT_EQ(polled.read(seconds(2)).error(), "frozen");
}

TEST(SensorNode, ARestartIsToldOnceWithItsCause) {
    Polled polled;
    polled.fake.samples(100);
    EXPECT_EQ(polled.read().value().restarted, "") << "what was before the agent is not its story";
    polled.fake.restarts(modbus::ResetCause::watchdog);
    EXPECT_EQ(polled.read().value().restarted, "watchdog");
    polled.fake.samples(1);
    EXPECT_EQ(polled.read().value().restarted, "");
    polled.fake.restarts(modbus::ResetCause{99});
    EXPECT_EQ(polled.read().value().restarted, "unknown");
}

TEST(SensorNode, ARestartIsSeenThoughItIsUpForLongerThanBefore) {
    Polled polled;
    polled.fake.samples(10);
    ASSERT_TRUE(polled.read());
    polled.fake.restarts(modbus::ResetCause::power);
    polled.fake.samples(200);
    EXPECT_EQ(polled.read(seconds(600)).value().restarted, "power");
}

TEST(SensorNode, OpeningsAreCountedOverItsResetsAndItsSixteenBits) {
    Polled polled;
    polled.fake.input(modbus::input::door_openings) = 65535;
    EXPECT_EQ(polled.read().value().door_openings, 0U);
    polled.fake.door_opens();
    polled.fake.samples(1);
    EXPECT_EQ(polled.read().value().door_openings, 1U);
    polled.fake.samples(60);
    ASSERT_TRUE(polled.read(seconds(60)));
    polled.fake.restarts(modbus::ResetCause::software);
    polled.fake.door_opens();
    EXPECT_EQ(polled.read().value().door_openings, 2U);
}

TEST(SensorNode, ANodeWithAllItsSensorsCosts31Series) {
    Polled polled;
    Sensors sensors({.power_lost_below_volts = 11});
    sensors.add({"mast", seconds(10)});
    sensors.heard(0, polled.read().value(), Milliseconds{60}, {.mono = Monotonic(polled.time)});
    Readings readings;
    sensors.write(readings, {.mono = Monotonic(polled.time)});
    // One more is the source's. Of each restart and failure, by reason, there is one besides.
    EXPECT_EQ(readings.all().size(), 31U + 1U);
    EXPECT_EQ(fakes::series_of(readings, "magpie_pole_value_quality"), 11U);
}

}  // namespace
}  // namespace magpie::agent
