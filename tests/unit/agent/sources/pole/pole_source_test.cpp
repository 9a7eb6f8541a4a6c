#include "agent/sources/pole/pole_source.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_contact.hpp"
#include "tests/unit/agent/sources/host/board.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

struct Pole {
    Readings samples() {
        Readings readings;
        source.sample(readings, now);
        return readings;
    }

    fakes::Board board;
    PoleSource source{{}, {.sys = board.paths().sys}};
    Now now{.mono = Monotonic(seconds(100))};
};

TEST(PoleSource, SaysNothingWhereThereAreNoSensors) {
    Pole pole;
    EXPECT_TRUE(pole.samples().all().empty());
    EXPECT_EQ(pole.source.door_descriptor(), -1);
    EXPECT_FALSE(pole.source.read_door(pole.now));
}

TEST(PoleSource, TakesWhatItsBusesSay) {
    Pole pole;
    const auto mast = pole.source.sensors().add({"mast", seconds(10)});
    EXPECT_FALSE(
        pole.source.take({{mast, SensorReading{.values = {{Quantity::temperature, 20}}}, Milliseconds{50}}}, pole.now));
    EXPECT_FALSE(pole.source.take({{mast, tl::unexpected(std::string_view("crc"))}}, pole.now));
    EXPECT_TRUE(pole.source.take({{mast, SensorReading{.values = {{Quantity::door, 1}}}}}, pole.now));
    const auto readings = pole.samples();
    EXPECT_EQ(fakes::value_of(readings, "magpie_pole_temperature_celsius", {"mast"}), 20);
    EXPECT_EQ(fakes::value_of(readings, "magpie_pole_sensor_failures_total", {"mast", "crc"}), 1);
    EXPECT_EQ(fakes::value_of(readings, "magpie_pole_door_open", {"mast"}), 1);
    EXPECT_EQ(fakes::value_of(readings, "magpie_node_source_up", {"pole"}), 1);
}

TEST(PoleSource, ItsDoorIsReadWithEachReportAndWhenItMoves) {
    Pole pole;
    auto contact = std::make_unique<fakes::FakeContact>();
    auto& door = *contact;
    pole.source.watch_door("door", std::move(contact), {});
    EXPECT_EQ(fakes::value_of(pole.samples(), "magpie_pole_door_open", {"door"}), 0);
    door.closes();
    EXPECT_TRUE(pole.source.read_door(pole.now));
    EXPECT_EQ(fakes::value_of(pole.samples(), "magpie_pole_door_open", {"door"}), 1);
    door.goes(ContactError::permission);
    pole.now.mono += seconds(61);
    EXPECT_EQ(fakes::value_of(pole.samples(), "magpie_pole_sensor_failures_total", {"door", "permission"}), 1);
}

TEST(PoleSource, MainsAreLookedAtEachSecondWhereThereAreAny) {
    Pole pole;
    pole.samples();
    EXPECT_EQ(pole.source.mains_descriptor(), -1);
    pole.board.write("sys/class/power_supply/AC/type", "Mains\n");
    pole.board.write("sys/class/power_supply/AC/online", "1\n");
    pole.now.mono += seconds(60);
    pole.samples();
    EXPECT_GE(pole.source.mains_descriptor(), 0);
    EXPECT_FALSE(pole.source.read_mains(pole.now));
    pole.board.write("sys/class/power_supply/AC/online", "0\n");
    EXPECT_TRUE(pole.source.read_mains(pole.now));
    EXPECT_EQ(fakes::value_of(pole.samples(), "magpie_pole_power_good", {"AC"}), 0);
}

TEST(PoleSource, WhatIsLeftOutIsCounted) {
    Pole pole;
    for (int i = 0; i < 9; ++i) {
        pole.board.write("sys/class/power_supply/ADP" + std::to_string(i) + "/type", "Mains\n");
    }
    EXPECT_EQ(fakes::value_of(pole.samples(), "magpie_node_source_failures_total", {"pole", "too_many_sensors"}), 1);
}

}  // namespace
}  // namespace magpie::agent
