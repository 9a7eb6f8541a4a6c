#include "agent/sources/pole/sensors.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

constexpr Milliseconds period = seconds(10);
constexpr Milliseconds quick{40};

struct Pole {
    explicit Pole(const SensorLimits& limits = {}) : sensors(limits) { sensors.add({"mast", period}); }

    Now now() const { return {.mono = Monotonic(time)}; }
    bool hears(std::vector<Measured> values) { return hears(SensorReading{.values = std::move(values)}); }
    bool hears(const SensorReading& reading) {
        time += period;
        return sensors.heard(0, reading, quick, now());
    }
    bool hears(Quantity quantity, double value) { return hears({{.quantity = quantity, .value = value}}); }
    void fails(std::string_view reason) {
        time += period;
        sensors.failed(0, reason, now());
    }
    std::optional<double> tells(std::string_view metric, std::vector<std::string> labels = {"mast"}) {
        Readings readings;
        sensors.write(readings, now());
        return fakes::value_of(readings, metric, labels);
    }
    std::optional<double> quality(const std::string& quantity) {
        return tells("magpie_pole_value_quality", {"mast", quantity});
    }

    Sensors sensors;
    Milliseconds time{seconds(1000)};
};

TEST(Sensors, APoleWithoutAnyTellsNothing) {
    Sensors none({});
    Readings readings;
    none.write(readings, {});
    EXPECT_TRUE(readings.all().empty());
}

TEST(Sensors, ANameThatIsTakenGetsANumber) {
    Sensors sensors({});
    EXPECT_EQ(sensors.add({"bat", period}), 0U);
    EXPECT_EQ(sensors.add({"bat", period}), 1U);
    Readings readings;
    sensors.write(readings, {});
    EXPECT_EQ(fakes::value_of(readings, "magpie_pole_sensor_readings_total", {"bat-2"}), 0);
}

TEST(Sensors, WhatIsUpIsADeviceUnlessItIsOfTheBoard) {
    Pole pole;
    pole.sensors.add({"ADP1", period, false});
    const auto devices = [&pole] {
        Readings readings;
        pole.sensors.write(readings, pole.now());
        return readings.devices();
    };
    EXPECT_TRUE(devices().empty());
    pole.hears({.values = {{.quantity = Quantity::noise, .value = 50}}, .model = "node", .version = "1.0"});
    pole.sensors.heard(1, {.values = {{.quantity = Quantity::supply_voltage, .value = 5}}}, quick, pole.now());
    EXPECT_EQ(devices(), (std::vector<Device>{{"mast", "node", "1.0"}}));
    for (int i = 0; i < 3; ++i) {
        pole.fails("timeout");
    }
    EXPECT_TRUE(devices().empty());
}

TEST(Sensors, OneThatNeverAnsweredIsDownAndHasNoAge) {
    Pole pole;
    EXPECT_FALSE(pole.tells("magpie_pole_sensor_up")) << "nobody has asked it yet";
    EXPECT_FALSE(pole.tells("magpie_node_source_up", {"pole"}));
    pole.fails("timeout");
    EXPECT_EQ(pole.tells("magpie_pole_sensor_up"), 0);
    EXPECT_EQ(pole.tells("magpie_pole_sensor_readings_total"), 0);
    EXPECT_FALSE(pole.tells("magpie_pole_value_age_seconds"));
    EXPECT_EQ(pole.tells("magpie_node_source_up", {"pole"}), 0);
}

TEST(Sensors, WhatIsHeardIsTold) {
    Pole pole;
    pole.hears({.values = {{.quantity = Quantity::temperature, .value = 21.5},
                           {.quantity = Quantity::humidity, .value = 0.55},
                           {.quantity = Quantity::noise, .value = {}}},
                .model = "magpie-node",
                .version = "1.2"});
    EXPECT_EQ(pole.tells("magpie_pole_sensor_up"), 1);
    EXPECT_EQ(pole.tells("magpie_node_source_up", {"pole"}), 1);
    EXPECT_EQ(pole.tells("magpie_pole_temperature_celsius"), 21.5);
    EXPECT_EQ(pole.tells("magpie_pole_humidity_ratio"), 0.55);
    EXPECT_EQ(pole.quality("temperature"), 0);
    EXPECT_FALSE(pole.tells("magpie_pole_noise_decibels"));
    EXPECT_EQ(pole.quality("noise"), 5);
    EXPECT_EQ(pole.tells("magpie_pole_sensor_info", {"mast", "magpie-node", "1.2"}), 1);
    EXPECT_EQ(pole.tells("magpie_pole_sensor_answer_seconds"), 0.04);
    EXPECT_EQ(pole.tells("magpie_pole_value_age_seconds"), 0);
}

TEST(Sensors, AfterThreePeriodsAValueIsStaleAndNotTold) {
    Pole pole;
    pole.hears(Quantity::temperature, 21.5);
    pole.time += 3 * period;
    EXPECT_EQ(pole.tells("magpie_pole_temperature_celsius"), 21.5);
    pole.time += Milliseconds{1};
    EXPECT_FALSE(pole.tells("magpie_pole_temperature_celsius"));
    EXPECT_EQ(pole.quality("temperature"), 1);
    EXPECT_EQ(pole.tells("magpie_pole_sensor_up"), 0);
    EXPECT_EQ(pole.tells("magpie_pole_value_age_seconds"), 30.001);
}

TEST(Sensors, ThreeFailuresInARowAndItIsDown) {
    Sensors sensors({});
    sensors.add({"mast", std::chrono::hours(1)});
    Now now{};
    sensors.heard(0, {}, quick, now);
    const auto up = [&] {
        Readings readings;
        sensors.write(readings, now);
        return fakes::value_of(readings, "magpie_pole_sensor_up", {"mast"});
    };
    sensors.failed(0, "timeout", now);
    sensors.failed(0, "crc", now);
    EXPECT_EQ(up(), 1);
    sensors.failed(0, "timeout", now);
    EXPECT_EQ(up(), 0);
    sensors.heard(0, {}, quick, now);
    EXPECT_EQ(up(), 1);
    Readings readings;
    sensors.write(readings, now);
    EXPECT_EQ(fakes::value_of(readings, "magpie_pole_sensor_failures_total", {"mast", "timeout"}), 2);
    EXPECT_EQ(fakes::value_of(readings, "magpie_pole_sensor_failures_total", {"mast", "crc"}), 1);
}

TEST(Sensors, TheDoorIsAnEventWhenItOpensAndWhenItCloses) {
    Pole pole;
    EXPECT_FALSE(pole.hears(Quantity::door, 0)) << "as it should be";
    EXPECT_EQ(pole.tells("magpie_pole_door_openings_total"), 0) << "there from the start, so that it can rise";
    EXPECT_TRUE(pole.hears(Quantity::door, 1));
    EXPECT_EQ(pole.tells("magpie_pole_door_open"), 1);
    EXPECT_FALSE(pole.hears(Quantity::door, 1));
    EXPECT_TRUE(pole.hears(Quantity::door, 0));
    EXPECT_EQ(pole.tells("magpie_pole_door_open"), 0);
    EXPECT_EQ(pole.tells("magpie_pole_door_openings_total"), 1);
}

TEST(Sensors, AnOpenDoorIsAnEventThoughItWasOpenBeforeTheStart) {
    Pole pole;
    EXPECT_TRUE(pole.hears(Quantity::door, 1));
    EXPECT_EQ(pole.tells("magpie_pole_door_openings_total"), 0) << "nobody saw it open";
}

TEST(Sensors, AnOpeningBetweenTwoReadingsIsAnEvent) {
    Pole pole;
    const auto reading = [](std::uint64_t openings) {
        return SensorReading{.values = {{.quantity = Quantity::door, .value = 0}}, .door_openings = openings};
    };
    EXPECT_FALSE(pole.hears(reading(0)));
    EXPECT_TRUE(pole.hears(reading(2)));
    EXPECT_EQ(pole.tells("magpie_pole_door_openings_total"), 2);
}

TEST(Sensors, AMastThatSwaysAtItsLimitIsOneEvent) {
    Pole pole({.tilt_degrees = 5});
    EXPECT_FALSE(pole.hears(Quantity::tilt, 1));
    EXPECT_EQ(pole.tells("magpie_pole_tilted"), 0);
    EXPECT_TRUE(pole.hears(Quantity::tilt, 5.1));
    EXPECT_FALSE(pole.hears(Quantity::tilt, 4.9));
    EXPECT_FALSE(pole.hears(Quantity::tilt, 5.2));
    EXPECT_EQ(pole.tells("magpie_pole_tilted"), 1);
    EXPECT_TRUE(pole.hears(Quantity::tilt, 1));
    EXPECT_EQ(pole.tells("magpie_pole_tilted"), 0);
}

TEST(Sensors, HeatIsAnEventOnceItIsBelieved) {
    Pole pole({.temperature_celsius = 70});
    EXPECT_FALSE(pole.hears(Quantity::temperature, 30));
    EXPECT_FALSE(pole.hears(Quantity::temperature, 80)) << "a jump";
    EXPECT_FALSE(pole.tells("magpie_pole_overheated"));
    EXPECT_FALSE(pole.hears(Quantity::temperature, 80));
    EXPECT_TRUE(pole.hears(Quantity::temperature, 80));
    EXPECT_EQ(pole.tells("magpie_pole_overheated"), 1);
}

TEST(Sensors, TheVoltageSaysOfPowerWhatTheLimitSays) {
    Pole pole({.power_lost_below_volts = 11});
    EXPECT_FALSE(pole.hears(Quantity::supply_voltage, 12));
    EXPECT_EQ(pole.tells("magpie_pole_power_good"), 1);
    EXPECT_TRUE(pole.hears(Quantity::supply_voltage, 10.9)) << "the last gasp";
    EXPECT_EQ(pole.tells("magpie_pole_power_good"), 0);
    EXPECT_FALSE(pole.hears(Quantity::supply_voltage, 11.1));
    EXPECT_TRUE(pole.hears(Quantity::supply_voltage, 11.5));
    EXPECT_EQ(pole.tells("magpie_pole_power_good"), 1);
}

TEST(Sensors, WithoutALimitTheVoltageSaysNothingOfPower) {
    Pole pole;
    EXPECT_FALSE(pole.hears(Quantity::supply_voltage, 0));
    EXPECT_FALSE(pole.tells("magpie_pole_power_good"));
    EXPECT_TRUE(pole.hears(SensorReading{.power_good = false}));
    EXPECT_EQ(pole.tells("magpie_pole_power_good"), 0);
}

TEST(Sensors, AnEventThatIsNotKnownForAWhileIsNoOtherWhenItIs) {
    Pole pole;
    EXPECT_TRUE(pole.hears(Quantity::door, 1));
    EXPECT_FALSE(pole.hears({{.quantity = Quantity::door, .value = {}}}));
    EXPECT_FALSE(pole.tells("magpie_pole_door_open"));
    EXPECT_FALSE(pole.hears(Quantity::door, 1));
    EXPECT_EQ(pole.tells("magpie_pole_door_open"), 1);
}

TEST(Sensors, TheLongestAnswerSinceTheReportIsTold) {
    Pole pole;
    const auto answers = [&](int milliseconds) { pole.sensors.heard(0, {}, Milliseconds(milliseconds), pole.now()); };
    answers(20);
    answers(90);
    answers(30);
    EXPECT_EQ(pole.tells("magpie_pole_sensor_answer_seconds"), 0.09);
    EXPECT_EQ(pole.tells("magpie_pole_sensor_answer_seconds"), 0.09) << "no newer one";
    answers(25);
    EXPECT_EQ(pole.tells("magpie_pole_sensor_answer_seconds"), 0.025);
}

TEST(Sensors, RestartsAreCountedByCause) {
    Pole pole;
    pole.hears(SensorReading{.restarted = "watchdog"});
    pole.hears(SensorReading{});
    EXPECT_EQ(pole.tells("magpie_pole_sensor_restarts_total", {"mast", "watchdog"}), 1);
}

}  // namespace
}  // namespace magpie::agent
