#include "agent/page/strips.hpp"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "agent/page/key_values.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent::page {
namespace {

using namespace std::chrono_literals;
using nlohmann::json;

class PageStrips : public testing::Test {
  protected:
    bool read(double volts, Strips& strips) {
        Readings readings;
        readings.set<"pole_supply_volts">(volts, "mains");
        return strips.add(key_values(readings.all()), clock_.now());
    }
    bool read(double volts) { return read(volts, strips_); }
    [[nodiscard]] json told() const { return json::parse(strips_.told(clock_.now())); }
    /// One value for each of the next steps.
    void steps(int count, double volts = 48) {
        for (int i = 0; i < count; ++i) {
            read(volts);
            clock_.advance(Strips::step);
        }
    }

    fakes::FakeClock clock_;
    Strips strips_{"boot-1"};
};

TEST_F(PageStrips, AValueIsTheMeanOfItsStep) {
    EXPECT_FALSE(read(50));
    EXPECT_FALSE(read(54));
    clock_.advance(Strips::step);
    EXPECT_TRUE(read(10)) << "the first of the next";
    const auto all = told();
    ASSERT_EQ(all["series"].size(), 1U);
    EXPECT_EQ(all["series"][0]["metric"], "magpie_pole_supply_volts");
    EXPECT_EQ(all["series"][0]["unit"], "volts");
    EXPECT_EQ(all["series"][0]["labels"], (json{{"sensor", "mains"}}));
    EXPECT_EQ(all["series"][0]["values"], json::array({52}));
    EXPECT_EQ(all["step_seconds"], 300);
}

TEST_F(PageStrips, SaysWhenItsNewestStepEnded) {
    read(50);
    clock_.advance(Strips::step + 20s);  // the clock began at a whole step
    read(50);
    EXPECT_EQ(told()["age_seconds"], 20);
    EXPECT_EQ(told()["until"], (clock_.now().wall - 20s).time_since_epoch().count());
    clock_.wall_is_lost();
    EXPECT_TRUE(told()["until"].is_null());
}

TEST_F(PageStrips, HoldsADay) {
    steps(400);
    read(48);
    EXPECT_EQ(told()["series"][0]["values"].size(), Strips::points);
}

TEST_F(PageStrips, WhereNobodyReadThereIsAGap) {
    steps(1);
    clock_.advance(Strips::step);  // off
    steps(1);
    read(48);
    EXPECT_EQ(told()["series"][0]["values"], json::array({48, nullptr, 48}));
}

TEST_F(PageStrips, ADayWithoutAnythingEmptiesIt) {
    steps(3);
    clock_.advance(24h * 3);
    EXPECT_TRUE(read(12));
    clock_.advance(Strips::step);
    read(12);
    const auto values = told()["series"][0]["values"];
    EXPECT_EQ(values.back(), 12);
    EXPECT_EQ(std::count(values.begin(), values.end(), json(48)), 0);
}

TEST_F(PageStrips, SurvivesTheAgent) {
    steps(5);
    read(48);
    const auto kept = strips_.written();
    strips_ = Strips::read(kept, "boot-1");
    read(50);
    clock_.advance(Strips::step);
    read(50);
    EXPECT_EQ(told()["series"][0]["values"], json::array({48, 48, 48, 48, 48, 50}));
}

TEST_F(PageStrips, OfAnotherBootIsNothing) {
    steps(5);
    read(48);
    EXPECT_TRUE(Strips::read(strips_.written(), "boot-2").series().empty());
}

TEST_F(PageStrips, WhatIsDamagedIsNothing) {
    steps(5);
    read(48);
    const auto kept = strips_.written();
    for (std::size_t at = 0; at < kept.size(); at += 37) {
        auto damaged = kept;
        damaged[at] = static_cast<char>(damaged[at] ^ 0x40);
        EXPECT_TRUE(Strips::read(damaged, "boot-1").series().empty()) << at;
        EXPECT_TRUE(Strips::read(std::string_view(kept).substr(0, at), "boot-1").series().empty()) << at;
    }
}

TEST_F(PageStrips, TakeTwentySeriesAndThreeOfAMetric) {
    Readings readings;
    for (const auto* sensor : {"a", "b", "c", "d", "e"}) {
        readings.set<"pole_supply_volts">(1, sensor);
        readings.set<"pole_supply_amperes">(1, sensor);
        readings.set<"pole_temperature_celsius">(1, sensor);
        readings.set<"pole_humidity_ratio">(0.5, sensor);
        readings.set<"pole_door_open">(0, sensor);
        readings.set<"pole_tilt_degrees">(0, sensor);
        readings.set<"pole_noise_decibels">(60, sensor);
        readings.set<"host_temperature_celsius">(40, sensor);
    }
    strips_.add(key_values(readings.all()), clock_.now());
    EXPECT_EQ(strips_.series().size(), Strips::most_series);
    EXPECT_EQ(std::ranges::count(strips_.series(), "magpie_pole_supply_volts", &Strips::Series::metric), 3);
    EXPECT_LT(strips_.written().size(), 26'000U);
}

TEST_F(PageStrips, WhatIsSilentForADayGivesItsPlaceAway) {
    steps(1);
    Readings other;
    other.set<"host_temperature_celsius">(40, "soc");
    for (std::size_t i = 0; i <= Strips::points; ++i) {
        strips_.add(key_values(other.all()), clock_.now());
        clock_.advance(Strips::step);
    }
    strips_.add(key_values(other.all()), clock_.now());
    ASSERT_EQ(strips_.series().size(), 1U);
    EXPECT_EQ(strips_.series()[0].metric, "magpie_host_temperature_celsius");
}

}  // namespace
}  // namespace magpie::agent::page
