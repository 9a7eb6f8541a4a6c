#include "agent/sources/pole/quality.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <utility>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::agent {
namespace {

using modbus::Quantity;
using std::chrono::minutes;
using std::chrono::seconds;

Now at(Milliseconds since) {
    return {.mono = Monotonic(since)};
}

struct Judged {
    explicit Judged(Quantity quantity) : judge(quantity) {}

    Quality says(std::optional<double> value, bool suspect = false) {
        judge.hear(value, suspect, false, at(now));
        now += seconds(10);
        return judge.quality();
    }

    ValueJudge judge;
    Milliseconds now{0};
};

TEST(ValueJudge, WhatNoStreetHasIsOutOfRangeAndNotTold) {
    Judged temperature(Quantity::temperature);
    EXPECT_EQ(temperature.says(21), Quality::good);
    EXPECT_EQ(temperature.judge.value(), 21);
    EXPECT_EQ(temperature.says(-127), Quality::out_of_range) << "a DS18B20 whose wire is off";
    EXPECT_FALSE(temperature.judge.value());
    EXPECT_EQ(temperature.says(21.5), Quality::good) << "and nothing has jumped";
}

TEST(ValueJudge, WhatIsNoNumberIsAbsent) {
    Judged noise(Quantity::noise);
    EXPECT_EQ(noise.says(std::nullopt), Quality::absent);
    EXPECT_EQ(noise.says(std::nan("")), Quality::absent);
    EXPECT_EQ(noise.says(std::numeric_limits<double>::infinity()), Quality::absent);
    EXPECT_FALSE(noise.judge.value());
}

TEST(ValueJudge, AJumpIsFlaggedUntilItHolds) {
    Judged temperature(Quantity::temperature);
    EXPECT_EQ(temperature.says(20), Quality::good);
    EXPECT_EQ(temperature.says(40), Quality::jumped);
    EXPECT_EQ(temperature.judge.value(), 40) << "told, with its flag";
    EXPECT_EQ(temperature.says(40.5), Quality::jumped);
    EXPECT_EQ(temperature.says(40.2), Quality::good) << "so it is";
    EXPECT_EQ(temperature.says(40.3), Quality::good);
}

TEST(ValueJudge, ASpikeLeavesNothingBehind) {
    Judged temperature(Quantity::temperature);
    for (int i = 0; i < 10; ++i) {
        EXPECT_EQ(temperature.says(20 + i * 0.1), Quality::good);
        EXPECT_EQ(temperature.says(60), Quality::jumped) << i;
    }
}

TEST(ValueJudge, ASpikeOfAnotherHeightEachTimeIsNeverBelieved) {
    Judged temperature(Quantity::temperature);
    EXPECT_EQ(temperature.says(20), Quality::good);
    for (const double value : {60, 30, 70, 40, 80, 0, 50}) {
        EXPECT_EQ(temperature.says(value), Quality::jumped);
    }
}

TEST(ValueJudge, TimeAllowsAChange) {
    ValueJudge temperature(Quantity::temperature);
    temperature.hear(5, false, false, at(minutes(0)));
    temperature.hear(15, false, false, at(minutes(10)));
    EXPECT_EQ(temperature.quality(), Quality::good) << "a front";
}

TEST(ValueJudge, WhatStandsStillForTooLongIsStuck) {
    ValueJudge noise(Quantity::noise);
    noise.hear(61.5, false, false, at(minutes(0)));
    noise.hear(61.5, false, false, at(minutes(30)));
    EXPECT_EQ(noise.quality(), Quality::good);
    noise.hear(61.5, false, false, at(minutes(31)));
    EXPECT_EQ(noise.quality(), Quality::stuck);
    EXPECT_EQ(noise.value(), 61.5) << "told, with its flag";
    noise.hear(61.6, false, false, at(minutes(32)));
    EXPECT_EQ(noise.quality(), Quality::good);
}

TEST(ValueJudge, WhatMayRestIsNeverStuck) {
    const std::pair<Quantity, double> resting[] = {{Quantity::door, 0},       {Quantity::tilt, 0.25},
                                                   {Quantity::uv_index, 0},   {Quantity::light, 0},
                                                   {Quantity::wind_speed, 0}, {Quantity::wind_direction, 180},
                                                   {Quantity::humidity, 1},   {Quantity::supply_voltage, 12.1},
                                                   {Quantity::pm2_5, 1e-6},   {Quantity::vibration, 0},
                                                   {Quantity::noise, 32}};
    for (const auto& [quantity, value] : resting) {
        ValueJudge judge(quantity);
        judge.hear(value, false, false, at(minutes(0)));
        judge.hear(value, false, false, at(minutes(24 * 60)));
        EXPECT_EQ(judge.quality(), Quality::good) << modbus::row_of(quantity).name;
    }
}

TEST(ValueJudge, ASensorIsBelievedThatDoubtsItself) {
    Judged temperature(Quantity::temperature);
    EXPECT_EQ(temperature.says(20, true), Quality::stuck);
    EXPECT_EQ(temperature.says(20.1), Quality::good);
}

TEST(ValueJudge, AbsentComesBeforeOutOfRangeBeforeJumpedBeforeStuck) {
    ValueJudge judge(Quantity::temperature);
    judge.hear(20, true, false, at(seconds(0)));
    EXPECT_EQ(judge.quality(), Quality::stuck);
    judge.hear(60, true, false, at(seconds(10)));
    EXPECT_EQ(judge.quality(), Quality::jumped);
    judge.hear(60, true, true, at(seconds(20)));
    EXPECT_EQ(judge.quality(), Quality::out_of_range);
    judge.hear(std::nullopt, true, true, at(seconds(30)));
    EXPECT_EQ(judge.quality(), Quality::absent);
}

TEST(Street, IsNoWiderThanWhatTheCollectorTakes) {
    const std::pair<Quantity, const char*> metrics[] = {
        {Quantity::temperature, "magpie_pole_temperature_celsius"},
        {Quantity::humidity, "magpie_pole_humidity_ratio"},
        {Quantity::pm2_5, "magpie_pole_pm2_5_grams_per_cubic_meter"},
        {Quantity::pm10, "magpie_pole_pm10_grams_per_cubic_meter"},
        {Quantity::noise, "magpie_pole_noise_decibels"},
        {Quantity::light, "magpie_pole_illuminance_lux"},
        {Quantity::supply_voltage, "magpie_pole_supply_volts"},
        {Quantity::supply_current, "magpie_pole_supply_amperes"},
        {Quantity::door, "magpie_pole_door_open"},
        {Quantity::tilt, "magpie_pole_tilt_degrees"},
        {Quantity::uv_index, "magpie_pole_uv_index"},
        {Quantity::wind_speed, "magpie_pole_wind_speed_meters_per_second"},
        {Quantity::wind_direction, "magpie_pole_wind_direction_degrees"},
        {Quantity::vibration, "magpie_pole_vibration_meters_per_second_squared"},
    };
    for (const auto& [quantity, metric] : metrics) {
        const auto row = catalogue::find(metric);
        ASSERT_TRUE(row.has_value()) << metric;
        EXPECT_GE(street(quantity).low, catalogue::all[*row].sane.low) << metric;
        EXPECT_LE(street(quantity).high, catalogue::all[*row].sane.high) << metric;
    }
}

}  // namespace
}  // namespace magpie::agent
