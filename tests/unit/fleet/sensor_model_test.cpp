#include "tests/fleet/sensor_model.hpp"

#include <gtest/gtest.h>

#include "agent/report/reporter.hpp"
#include "tests/unit/fleet/evening.hpp"

namespace magpie::fleet {
namespace {

class SensorsInTheEvening : public Evening {
  protected:
    SensorsInTheEvening() { before_ = look(pole_, 200); }
    Values begins(FaultKind kind, int looks) {
        pole_.suffers(kind, true);
        return look(pole_, looks);
    }

    PoleModel pole_{city.poles().front(), profile_of(120, true)};
    Values before_;
};

TEST_F(SensorsInTheEvening, AreSomeThirtyFiveSeriesMore) {
    PoleModel bare(city.poles().front(), profile_of(120));
    const auto more = before_.size() - look(bare, 200).size();
    EXPECT_GE(more, 30U);
    EXPECT_LE(more, 40U);
}

TEST_F(SensorsInTheEvening, ChangeNothingOfTheRest) {
    PoleModel bare(city.poles().front(), profile_of(120));
    PoleModel equipped(city.poles().front(), profile_of(120, true));
    for (int looks = 0; looks < 20; ++looks) {
        clock.advance(std::chrono::seconds(10));
        agent::Readings of_bare;
        agent::Readings of_equipped;
        bare.sample(of_bare, clock.now());
        equipped.sample(of_equipped, clock.now());
        const auto all = by_path(of_equipped);
        for (const auto& [path, value] : by_path(of_bare)) {
            EXPECT_EQ(all.at(path), value) << path;
        }
    }
}

TEST_F(SensorsInTheEvening, SayWhatCanBe) {
    agent::Reporter reporter;
    for (int looks = 0; looks < 1000; ++looks) {
        (void)reporter.close(read(pole_), clock.now(), false, false);
    }
    EXPECT_TRUE(reporter.discarded().empty());
    EXPECT_EQ(before_.at("pole/mast/sensor_up"), 1);
    EXPECT_EQ(before_.at("pole/mast/door_open"), 0);
    EXPECT_NEAR(before_.at("pole/mast/temperature_celsius"), 30, 6);
}

TEST_F(SensorsInTheEvening, OneThatIsSilentHasNoValuesAndIsNoDevice) {
    EXPECT_EQ(read(pole_).devices().size(), 1U);
    const auto silent = begins(FaultKind::sensor_silent, 3);
    EXPECT_EQ(silent.at("pole/mast/sensor_up"), 0);
    EXPECT_FALSE(silent.contains("pole/mast/temperature_celsius"));
    EXPECT_EQ(silent.at("pole/mast/temperature/value_quality"), 1);
    EXPECT_GT(silent.at("pole/mast/timeout/sensor_failures_total"), 0);
    EXPECT_TRUE(read(pole_).devices().empty());
}

TEST_F(SensorsInTheEvening, EachFaultShows) {
    EXPECT_EQ(begins(FaultKind::sensor_stuck, 2).at("pole/mast/humidity/value_quality"), 3);
    EXPECT_GT(begins(FaultKind::sensor_drift, 60).at("pole/mast/temperature_celsius"),
              before_.at("pole/mast/temperature_celsius") + 8);
    const auto open = begins(FaultKind::door_open, 1);
    EXPECT_EQ(open.at("pole/mast/door_open"), 1);
    EXPECT_EQ(open.at("pole/mast/door_openings_total"), before_.at("pole/mast/door_openings_total") + 1);
    EXPECT_EQ(begins(FaultKind::mast_hit, 1).at("pole/mast/tilted"), 1);
    const auto cut = begins(FaultKind::mains_cut, 30);
    EXPECT_EQ(cut.at("pole/mains/power_good"), 0);
    EXPECT_LT(cut.at("pole/battery/battery_charge_ratio"), before_.at("pole/battery/battery_charge_ratio"));
}

TEST(Sensors, StandOnOnePoleInSoMany) {
    const City city(1, 4000);
    std::size_t equipped = 0;
    for (const auto& site : city.poles()) {
        EXPECT_FALSE(is_equipped(site, 0));
        EXPECT_TRUE(is_equipped(site, 1));
        equipped += is_equipped(site, 4) ? 1 : 0;
    }
    EXPECT_NEAR(static_cast<double>(equipped), 1000, 120);
}

}  // namespace
}  // namespace magpie::fleet
