#include "agent/sources/pole/power_supply.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/host/board.hpp"

namespace magpie::agent {
namespace {

struct Supply {
    void has(const std::string& file, std::string_view text) const {
        board.write("sys/class/power_supply/BAT0/" + file, text);
    }
    SensorReading read() { return read_power_supply(files, power_supplies(board.paths().sys).at(0)).value(); }
    std::optional<double> value(Quantity quantity) {
        for (const auto& measured : read().values) {
            if (measured.quantity == quantity) {
                return measured.value;
            }
        }
        return std::nullopt;
    }

    fakes::Board board;
    FileReader files;
};

TEST(PowerSupply, ABoardWithoutHasNone) {
    const fakes::Board board;
    EXPECT_TRUE(power_supplies(board.paths().sys).empty());
}

TEST(PowerSupply, OfMainsItSaysWhetherTheyCarry) {
    Supply mains;
    mains.has("type", "Mains\n");
    mains.has("online", "1\n");
    EXPECT_EQ(mains.read().power_good, true);
    mains.has("online", "0\n");
    EXPECT_EQ(mains.read().power_good, false);
    EXPECT_TRUE(mains.read().values.empty());
}

TEST(PowerSupply, ASocketForAPlugSaysNothingOfPower) {
    Supply usb;
    usb.has("type", "USB\n");
    usb.has("online", "0\n");
    EXPECT_FALSE(usb.read().power_good);
}

TEST(PowerSupply, OfABatteryItSaysChargeVoltageAndCurrent) {
    Supply battery;
    battery.has("type", "Battery\n");
    battery.has("capacity", "87\n");
    battery.has("voltage_now", "12610000\n");
    battery.has("current_now", "1500000\n");
    battery.has("status", "Discharging\n");
    EXPECT_EQ(battery.read().battery_charge, 0.87);
    EXPECT_DOUBLE_EQ(battery.value(Quantity::supply_voltage).value(), 12.61);
    EXPECT_DOUBLE_EQ(battery.value(Quantity::supply_current).value(), -1.5);
    battery.has("current_now", "-1500000\n");
    EXPECT_DOUBLE_EQ(battery.value(Quantity::supply_current).value(), -1.5) << "the other sign of other drivers";
    battery.has("status", "Charging\n");
    battery.has("current_now", "1500000\n");
    EXPECT_DOUBLE_EQ(battery.value(Quantity::supply_current).value(), 1.5);
}

TEST(PowerSupply, WhatIsNoNumberIsLeftOut) {
    Supply battery;
    battery.has("type", "Battery\n");
    battery.has("capacity", "full\n");
    battery.has("voltage_now", "");
    EXPECT_FALSE(battery.read().battery_charge);
    EXPECT_TRUE(battery.read().values.empty());
    battery.has("capacity", "255\n");
    EXPECT_FALSE(battery.read().battery_charge);
}

TEST(PowerSupply, OneThatCannotBeReadFails) {
    Supply battery;
    battery.has("type", "Battery\n");
    battery.has("capacity/is_a_directory", "");
    EXPECT_EQ(read_power_supply(battery.files, power_supplies(battery.board.paths().sys).at(0)).error(),
              ReadError::unreadable);
}

}  // namespace
}  // namespace magpie::agent
