#include "agent/optics/cmis.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/module_memories.hpp"

namespace magpie::agent::optics {
namespace {

Readings readings(const fakes::ModuleMemory& lower, const fakes::ModuleMemory& lanes = fakes::cmis_lanes()) {
    return cmis_readings(lower.bytes(), lanes.bytes());
}

TEST(Cmis, OfTheLanesInUseTheWorstCounts) {
    const auto read = readings(fakes::cmis_lower());
    EXPECT_DOUBLE_EQ(read.of(Quantity::temperature).value(), 45);
    EXPECT_DOUBLE_EQ(read.of(Quantity::supply_voltage).value(), 3.3);
    EXPECT_DOUBLE_EQ(read.of(Quantity::transmit_power).value(), dbm_of(8000));
    EXPECT_DOUBLE_EQ(read.of(Quantity::receive_power).value(), dbm_of(4000));
    EXPECT_FALSE(read.of(Quantity::bias));
}

TEST(Cmis, FlagsOfLanesNotInUseDoNotCount) {
    auto lanes = fakes::cmis_lanes();
    lanes.byte(150, 0xf0).byte(152, 0xf4);
    EXPECT_EQ(readings(fakes::cmis_lower(), lanes).alarm(Quantity::receive_power), Alarm::low_warning);
    lanes.byte(139, 0x02);
    EXPECT_EQ(readings(fakes::cmis_lower(), lanes).alarm(Quantity::transmit_power), Alarm::high_alarm);
}

TEST(Cmis, FlagsOfTheModuleHaveTheirAlarms) {
    auto lower = fakes::cmis_lower();
    lower.byte(9, 0x21);
    EXPECT_EQ(readings(lower).alarm(Quantity::temperature), Alarm::high_alarm);
    EXPECT_EQ(readings(lower).alarm(Quantity::supply_voltage), Alarm::low_alarm);
    lower.byte(9, 0x48);
    EXPECT_EQ(readings(lower).alarm(Quantity::temperature), Alarm::low_warning);
    EXPECT_EQ(readings(lower).alarm(Quantity::supply_voltage), Alarm::high_warning);
}

TEST(Cmis, WithoutLanesThereIsNoLight) {
    const auto flat = cmis_readings(fakes::cmis_lower().bytes(), {});
    EXPECT_TRUE(flat.of(Quantity::temperature));
    EXPECT_FALSE(flat.of(Quantity::receive_power));
    auto idle = fakes::cmis_lanes();
    idle.byte(128, 0x11).byte(129, 0x11);
    EXPECT_FALSE(readings(fakes::cmis_lower(), idle).of(Quantity::receive_power));
}

TEST(Cmis, SaysWhetherItHasPages) {
    auto lower = fakes::cmis_lower();
    EXPECT_TRUE(has_cmis_lanes(lower.bytes()));
    lower.byte(2, 0x80);
    EXPECT_FALSE(has_cmis_lanes(lower.bytes()));
}

TEST(Cmis, ACopperCableMeasuresNothing) {
    auto lower = fakes::cmis_lower();
    lower.words(14, {0}).words(16, {0});
    EXPECT_FALSE(readings(lower).of(Quantity::temperature));
}

}  // namespace
}  // namespace magpie::agent::optics
