#include "agent/sources/wifi/radio_files.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/wifi/sysfs.hpp"

namespace magpie::agent {
namespace {

TEST(RadioFiles, TheDriverIsWhereItsLinkLeads) {
    const fakes::Sysfs sys;
    sys.radio_has_driver("phy0", "mt7915e");
    EXPECT_EQ(radio_driver(sys.root(), "phy0"), "mt7915e");
    EXPECT_EQ(radio_driver(sys.root(), "phy1"), "");
}

TEST(RadioFiles, ASensorStandsAtTheRadioOrAtItsDevice) {
    const fakes::Sysfs sys;
    sys.radio_has_sensor("phy0", "hwmon3", "51250\n");
    sys.radio_has_sensor("phy1", "device/hwmon/hwmon4", "47000\n");
    sys.radio_has_driver("phy2", "ath9k");
    EXPECT_EQ(radio_celsius(sys.root(), "phy0"), 51.25);
    EXPECT_EQ(radio_celsius(sys.root(), "phy1"), 47);
    EXPECT_EQ(radio_celsius(sys.root(), "phy2"), std::nullopt);
}

TEST(RadioFiles, ASensorThatSaysNothingIsNone) {
    const fakes::Sysfs sys;
    sys.radio_has_sensor("phy0", "hwmon3", "");
    sys.radio_has_sensor("phy1", "hwmon3", "hot");
    EXPECT_EQ(radio_celsius(sys.root(), "phy0"), std::nullopt);
    EXPECT_EQ(radio_celsius(sys.root(), "phy1"), std::nullopt);
}

TEST(RadioFiles, ANameLeadsNowhereElse) {
    const fakes::Sysfs sys;
    sys.radio_has_driver("phy0", "ath9k");
    for (const auto* name : {"", ".", "..", "../ieee80211/phy0"}) {
        EXPECT_EQ(radio_driver(sys.root(), name), "") << name;
        EXPECT_EQ(radio_celsius(sys.root(), name), std::nullopt) << name;
    }
}

}  // namespace
}  // namespace magpie::agent
