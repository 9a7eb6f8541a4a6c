#include "agent/optics/sff8472.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "tests/fakes/module_memories.hpp"

namespace magpie::agent::optics {
namespace {

Readings readings(const fakes::ModuleMemory& second, const fakes::ModuleMemory& first = fakes::sfp_identity()) {
    return sff8472_readings(first.bytes(), second.bytes());
}

bool all_absent(const auto& values) {
    return std::ranges::none_of(values, [](const auto& value) { return value.has_value(); });
}

TEST(Sff8472, ReadsWhatAModuleMeasures) {
    const auto read = readings(fakes::sfp_diagnostics());
    EXPECT_DOUBLE_EQ(read.of(Quantity::temperature).value(), 40);
    EXPECT_DOUBLE_EQ(read.of(Quantity::supply_voltage).value(), 3.3);
    EXPECT_DOUBLE_EQ(read.of(Quantity::bias).value(), 0.02);
    EXPECT_NEAR(read.of(Quantity::transmit_power).value(), -3.0103, 1e-4);
    EXPECT_DOUBLE_EQ(read.of(Quantity::receive_power).value(), -10);
    EXPECT_TRUE(all_absent(read.alarms));
}

TEST(Sff8472, ACopperModuleMeasuresNothing) {
    for (const unsigned type : {0x00U, 0x6cU}) {  // none; behind another page of the same address
        auto first = fakes::sfp_identity();
        first.byte(92, type);
        EXPECT_FALSE(has_sff8472_diagnostics(first.bytes()));
        EXPECT_TRUE(all_absent(readings(fakes::sfp_diagnostics(), first).values));
    }
}

TEST(Sff8472, BelowZeroIsCold) {
    auto second = fakes::sfp_diagnostics();
    second.words(96, {-1280});
    EXPECT_DOUBLE_EQ(readings(second).of(Quantity::temperature).value(), -5);
}

TEST(Sff8472, EachLimitHasItsAlarm) {
    const auto alarm = [](int light) {
        auto second = fakes::sfp_diagnostics();
        second.words(104, {light});
        return readings(second).alarm(Quantity::receive_power);
    };
    EXPECT_EQ(alarm(0), Alarm::low_alarm);
    EXPECT_EQ(alarm(49), Alarm::low_alarm);
    EXPECT_EQ(alarm(50), Alarm::low_warning);
    EXPECT_EQ(alarm(99), Alarm::low_warning);
    EXPECT_FALSE(alarm(100));
    EXPECT_FALSE(alarm(10000));
    EXPECT_EQ(alarm(10001), Alarm::high_warning);
    EXPECT_EQ(alarm(12590), Alarm::high_alarm);
}

TEST(Sff8472, LimitsThatAreZeroAreNone) {
    auto second = fakes::sfp_diagnostics();
    second.words(32, {0, 0, 0, 0});
    EXPECT_FALSE(readings(second).alarm(Quantity::receive_power));
    EXPECT_TRUE(readings(second).of(Quantity::receive_power));
}

TEST(Sff8472, WhatIsCalibratedOutsideIsCalibratedHere) {
    auto first = fakes::sfp_identity();
    first.byte(92, 0x58);
    auto second = fakes::sfp_diagnostics();
    second.number(56, 0).number(60, 0).number(64, 0).number(68, 2).number(72, 100);
    second.words(76, {2 * 256, 100, 256, -1000, 256 / 2, 256, 256, 50});
    const auto read = readings(second, first);
    EXPECT_DOUBLE_EQ(read.of(Quantity::bias).value(), (2 * 10000 + 100) * 2e-6);
    EXPECT_DOUBLE_EQ(read.of(Quantity::transmit_power).value(), dbm_of(4000));
    EXPECT_DOUBLE_EQ(read.of(Quantity::temperature).value(), 21);
    EXPECT_DOUBLE_EQ(read.of(Quantity::supply_voltage).value(), 3.305);
    EXPECT_DOUBLE_EQ(read.of(Quantity::receive_power).value(), dbm_of(2100));
    EXPECT_FALSE(read.alarm(Quantity::bias)) << "limits are calibrated as values are";
}

TEST(Sff8472, ACalibrationThatIsNoNumberLeavesTheValueOut) {
    auto first = fakes::sfp_identity();
    first.byte(92, 0x58);
    for (const float odd : {std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
        auto second = fakes::sfp_diagnostics();
        second.number(56, odd);
        EXPECT_FALSE(readings(second, first).of(Quantity::receive_power));
        EXPECT_FALSE(readings(second, first).alarm(Quantity::receive_power));
    }
}

TEST(Sff8472, AHalfThatIsCutShortIsNotBelieved) {
    const auto second = fakes::sfp_diagnostics();
    const auto read = sff8472_readings(fakes::sfp_identity().bytes(), Half(second.bytes()).first(127));
    EXPECT_TRUE(all_absent(read.values));
    EXPECT_FALSE(has_sff8472_diagnostics({}));
}

}  // namespace
}  // namespace magpie::agent::optics
