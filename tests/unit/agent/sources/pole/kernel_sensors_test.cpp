#include "agent/sources/pole/kernel_sensors.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/host/board.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

struct Kernel {
    explicit Kernel(std::vector<std::string> exclude = {})
        : kernel({.exclude = std::move(exclude), .sys = board.paths().sys}) {}

    void has_supply(const std::string& name, std::string_view online = "1\n") const {
        board.write("sys/class/power_supply/" + name + "/type", "Mains\n");
        board.write("sys/class/power_supply/" + name + "/online", online);
    }
    bool reads(Milliseconds after = seconds(10)) {
        now.mono += after;
        return kernel.read(sensors, now);
    }
    std::optional<double> tells(std::string_view metric, const std::vector<std::string>& labels) {
        Readings readings;
        sensors.write(readings, now);
        return fakes::value_of(readings, metric, labels);
    }

    fakes::Board board;
    Sensors sensors{{}};
    KernelSensors kernel;
    Now now{};
};

TEST(KernelSensors, ABoardWithoutHasNone) {
    Kernel kernel;
    EXPECT_FALSE(kernel.reads());
    EXPECT_EQ(kernel.sensors.size(), 0U);
}

TEST(KernelSensors, EachIsFoundByItsName) {
    Kernel kernel;
    kernel.has_supply("ADP1");
    kernel.board.write("sys/class/hwmon/hwmon0/name", "ina219\n");
    kernel.board.write("sys/class/hwmon/hwmon0/curr1_input", "1500\n");
    kernel.board.write("sys/bus/iio/devices/iio:device0/name", "bme280\n");
    kernel.board.write("sys/bus/iio/devices/iio:device0/in_temp_input", "21000\n");
    kernel.reads();
    EXPECT_EQ(kernel.tells("magpie_pole_power_good", {"ADP1"}), 1);
    EXPECT_EQ(kernel.tells("magpie_pole_supply_amperes", {"ina219"}), 1.5);
    EXPECT_EQ(kernel.tells("magpie_pole_temperature_celsius", {"bme280"}), 21);
}

TEST(KernelSensors, MainsThatGoAreAnEvent) {
    Kernel kernel;
    kernel.has_supply("ADP1");
    EXPECT_FALSE(kernel.reads());
    kernel.has_supply("ADP1", "0\n");
    EXPECT_TRUE(kernel.reads());
    EXPECT_EQ(kernel.tells("magpie_pole_power_good", {"ADP1"}), 0);
}

TEST(KernelSensors, MainsAreReadThoughTheyAreNotDue) {
    Kernel kernel;
    EXPECT_FALSE(kernel.kernel.has_mains());
    kernel.has_supply("ADP1");
    kernel.reads();
    EXPECT_TRUE(kernel.kernel.has_mains());
    EXPECT_FALSE(kernel.kernel.read_mains(kernel.sensors, kernel.now));
    kernel.has_supply("ADP1", "0\n");
    EXPECT_TRUE(kernel.kernel.read_mains(kernel.sensors, kernel.now)) << "the last gasp";
    kernel.board.remove("sys/class/power_supply/ADP1/online");
    kernel.board.write("sys/class/power_supply/ADP1/online/is_a_directory", "");
    EXPECT_FALSE(kernel.kernel.read_mains(kernel.sensors, kernel.now));
    EXPECT_FALSE(kernel.kernel.read_mains(kernel.sensors, kernel.now));
    EXPECT_EQ(kernel.tells("magpie_pole_sensor_failures_total", {"ADP1", "unreadable"}), 1) << "left alone";
}

TEST(KernelSensors, WhatComesLaterIsFoundWithinAMinute) {
    Kernel kernel;
    kernel.reads();
    kernel.has_supply("ADP1");
    kernel.reads();
    EXPECT_EQ(kernel.sensors.size(), 0U);
    kernel.reads(seconds(60));
    EXPECT_EQ(kernel.sensors.size(), 1U);
    kernel.reads(seconds(60));
    EXPECT_EQ(kernel.sensors.size(), 1U);
}

TEST(KernelSensors, WhatIsExcludedIsNot) {
    Kernel kernel({"ADP*"});
    kernel.has_supply("ADP1");
    kernel.has_supply("AC");
    kernel.reads();
    EXPECT_EQ(kernel.sensors.size(), 1U);
    EXPECT_EQ(kernel.tells("magpie_pole_sensor_up", {"AC"}), 1);
}

TEST(KernelSensors, EightAreReadAndTheOthersAreCounted) {
    Kernel kernel;
    for (int i = 0; i < 10; ++i) {
        kernel.has_supply("ADP" + std::to_string(i));
    }
    kernel.reads();
    EXPECT_EQ(kernel.sensors.size(), 8U);
    EXPECT_EQ(kernel.kernel.left_out(), 2U);
}

TEST(KernelSensors, OneThatFailsIsLeftAloneForTenMinutes) {
    Kernel kernel;
    kernel.has_supply("ADP1");
    kernel.reads();
    kernel.board.remove("sys/class/power_supply/ADP1/online");
    kernel.board.write("sys/class/power_supply/ADP1/online/is_a_directory", "");
    kernel.reads();
    kernel.reads();
    EXPECT_EQ(kernel.tells("magpie_pole_sensor_failures_total", {"ADP1", "unreadable"}), 1);
    kernel.board.remove("sys/class/power_supply/ADP1/online");
    kernel.has_supply("ADP1");
    kernel.reads(seconds(580));
    EXPECT_EQ(kernel.tells("magpie_pole_sensor_up", {"ADP1"}), 0) << "stale by now";
    kernel.reads(seconds(20));
    EXPECT_EQ(kernel.tells("magpie_pole_sensor_up", {"ADP1"}), 1);
}

}  // namespace
}  // namespace magpie::agent
