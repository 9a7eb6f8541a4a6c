#include "agent/optics/sff8636.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/fakes/module_memories.hpp"

namespace magpie::agent::optics {
namespace {

Readings readings(const fakes::ModuleMemory& lower, const fakes::ModuleMemory& upper = fakes::qsfp_upper()) {
    return sff8636_readings(lower.bytes(), upper.bytes());
}

TEST(Sff8636, OfItsLanesTheWorstCounts) {
    const auto read = readings(fakes::qsfp_lower());
    EXPECT_DOUBLE_EQ(read.of(Quantity::temperature).value(), 35);
    EXPECT_DOUBLE_EQ(read.of(Quantity::supply_voltage).value(), 3.3);
    EXPECT_DOUBLE_EQ(read.of(Quantity::bias).value(), 0.007);
    EXPECT_DOUBLE_EQ(read.of(Quantity::transmit_power).value(), dbm_of(7000));
    EXPECT_DOUBLE_EQ(read.of(Quantity::receive_power).value(), dbm_of(4000));
    EXPECT_TRUE(std::ranges::none_of(read.alarms, [](const auto& alarm) { return alarm.has_value(); }));
}

TEST(Sff8636, ADarkLaneIsSeen) {
    auto lower = fakes::qsfp_lower();
    lower.words(34, {5000, 5000, 0, 5000}).byte(10, 0x40);
    EXPECT_DOUBLE_EQ(readings(lower).of(Quantity::receive_power).value(), -40);
    EXPECT_EQ(readings(lower).alarm(Quantity::receive_power), Alarm::low_alarm);
}

TEST(Sff8636, EachFlagHasItsAlarm) {
    const auto alarm = [](std::size_t byte, unsigned flags, Quantity quantity) {
        auto lower = fakes::qsfp_lower();
        lower.byte(byte, flags);
        return readings(lower).alarm(quantity);
    };
    EXPECT_EQ(alarm(6, 0x80, Quantity::temperature), Alarm::high_alarm);
    EXPECT_EQ(alarm(6, 0x40, Quantity::temperature), Alarm::low_alarm);
    EXPECT_EQ(alarm(6, 0x20, Quantity::temperature), Alarm::high_warning);
    EXPECT_EQ(alarm(6, 0x10, Quantity::temperature), Alarm::low_warning);
    EXPECT_FALSE(alarm(6, 0x0f, Quantity::temperature));
    EXPECT_EQ(alarm(7, 0x10, Quantity::supply_voltage), Alarm::low_warning);
    EXPECT_EQ(alarm(9, 0x08, Quantity::receive_power), Alarm::high_alarm);
    EXPECT_EQ(alarm(12, 0x02, Quantity::bias), Alarm::high_warning);
    EXPECT_EQ(alarm(14, 0x04, Quantity::transmit_power), Alarm::low_alarm);
}

TEST(Sff8636, LightThatIsNotMeasuredIsAbsent) {
    auto upper = fakes::qsfp_upper();
    upper.byte(220, 0x08);
    auto lower = fakes::qsfp_lower();
    lower.byte(13, 0x44);
    const auto read = readings(lower, upper);
    EXPECT_FALSE(read.of(Quantity::transmit_power));
    EXPECT_FALSE(read.alarm(Quantity::transmit_power));
    EXPECT_TRUE(read.of(Quantity::receive_power));
}

TEST(Sff8636, ACopperCableMeasuresNothing) {
    fakes::ModuleMemory lower;
    lower.byte(0, 0x0d);
    const auto read = readings(lower);
    EXPECT_TRUE(std::ranges::none_of(read.values, [](const auto& value) { return value.has_value(); }));
    EXPECT_FALSE(sff8636_readings({}, {}).of(Quantity::temperature));
}

}  // namespace
}  // namespace magpie::agent::optics
