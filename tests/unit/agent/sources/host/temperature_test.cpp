#include "agent/sources/host/temperature.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/unit/agent/sources/host/board.hpp"
#include "tests/unit/agent/sources/readings_lookup.hpp"

namespace magpie::agent {
namespace {

using fakes::minutes_after_boot;

struct Reader {
    explicit Reader(const fakes::Board& board) : sensors(board.paths()) {}

    std::map<std::string, double> read(const Now& now) {
        sensors.read(files, now, temperatures, health);
        std::map<std::string, double> by_name;
        for (const auto& temperature : temperatures) {
            by_name.emplace(temperature.sensor, temperature.celsius);
        }
        EXPECT_EQ(by_name.size(), temperatures.size());
        return by_name;
    }
    std::optional<double> failures(const std::string& reason) const {
        Readings readings;
        health.write(readings);
        return fakes::value_of(readings, "magpie_node_source_failures_total", {"host", reason});
    }

    FileReader files;
    TemperatureSensors sensors;
    std::vector<Temperature> temperatures;
    SourceHealth health{"host"};
};

TEST(Temperature, IsWrittenInMillidegrees) {
    EXPECT_EQ(parse_temperature("52350\n"), 52.35);
    EXPECT_EQ(parse_temperature("-12500"), -12.5);
    EXPECT_FALSE(parse_temperature(""));
    EXPECT_FALSE(parse_temperature("hot\n"));
    EXPECT_FALSE(parse_temperature("99999999999\n"));
}

TEST(TemperatureSensors, AChipThatMirrorsAZoneIsLeftOut) {
    const fakes::Board board("raspberry_pi_5");
    EXPECT_EQ(Reader(board).read(minutes_after_boot(1)),
              (std::map<std::string, double>{{"cpu-thermal", 52.35}, {"rp1_adc:temp1", 47.12}}));
}

TEST(TemperatureSensors, NamesAreUniqueAndValuesPlausible) {
    const fakes::Board board("emmc_gateway");
    Reader reader(board);
    EXPECT_EQ(reader.read(minutes_after_boot(1)), (std::map<std::string, double>{{"cpu-thermal", 71},
                                                                                 {"gpu-thermal", 69.5},
                                                                                 {"cpu-thermal-2", -12.5},
                                                                                 {"lm75:temp1", -25.5},
                                                                                 {"tmp421:board", 41}}));
    EXPECT_EQ(reader.failures("implausible"), 1);
}

TEST(TemperatureSensors, SixteenAreEnough) {
    const fakes::Board board;
    for (int zone = 0; zone < 20; ++zone) {
        const auto directory = "sys/class/thermal/thermal_zone" + std::to_string(zone);
        board.write(directory + "/type", "core\n");
        board.write(directory + "/temp", "40000\n");
    }
    Reader reader(board);
    const auto temperatures = reader.read(minutes_after_boot(1));
    EXPECT_EQ(temperatures.size(), TemperatureSensors::most_sensors);
    EXPECT_TRUE(temperatures.contains("core"));
    EXPECT_TRUE(temperatures.contains("core-16"));
    EXPECT_EQ(reader.failures("too_many_sensors"), 4);
}

TEST(TemperatureSensors, NamesAreBounded) {
    const fakes::Board board;
    for (int zone = 0; zone < 2; ++zone) {
        const auto directory = "sys/class/thermal/thermal_zone" + std::to_string(zone);
        board.write(directory + "/type", std::string(500, 'a'));
        board.write(directory + "/temp", "40000\n");
    }
    for (const auto& [name, celsius] : Reader(board).read(minutes_after_boot(1))) {
        EXPECT_EQ(name.size(), 48U);
    }
}

TEST(TemperatureSensors, ANewSensorIsFoundWithinAMinute) {
    const fakes::Board board("raspberry_pi_5");
    Reader reader(board);
    EXPECT_EQ(reader.read(minutes_after_boot(1)).size(), 2U);
    board.write("sys/class/hwmon/hwmon5/name", "ath10k_hwmon\n");
    board.write("sys/class/hwmon/hwmon5/temp1_input", "61000\n");
    EXPECT_EQ(reader.read(minutes_after_boot(1)).size(), 2U);
    EXPECT_EQ(reader.read(minutes_after_boot(2)).size(), 3U);
}

TEST(TemperatureSensors, ASensorThatFailsIsCountedOnceALook) {
    const fakes::Board board("raspberry_pi_5");
    Reader reader(board);
    EXPECT_EQ(reader.read(minutes_after_boot(1)).size(), 2U);
    board.remove("sys/class/hwmon/hwmon1");
    EXPECT_EQ(reader.read(minutes_after_boot(1)).size(), 1U);
    EXPECT_EQ(reader.read(minutes_after_boot(1)).size(), 1U);
    EXPECT_EQ(reader.failures("missing"), 1);
}

TEST(TemperatureSensors, ASensorThatDoesNotAnswerIsLeftAlone) {
    const fakes::Board board("raspberry_pi_5");
    board.remove("sys/class/hwmon/hwmon1/temp1_input");
    board.write("sys/class/hwmon/hwmon1/temp1_input/in_the_way", "");
    Reader reader(board);
    for (int minute = 1; minute <= 10; ++minute) {
        EXPECT_EQ(reader.read(minutes_after_boot(minute)).size(), 1U);
    }
    EXPECT_EQ(reader.failures("unreadable"), 1);
    board.remove("sys/class/hwmon/hwmon1/temp1_input");
    board.write("sys/class/hwmon/hwmon1/temp1_input", "40000\n");
    EXPECT_EQ(reader.read(minutes_after_boot(11)).size(), 2U);
}

TEST(TemperatureSensors, TextsThatAreNoTemperatureAreCounted) {
    const fakes::Board board("raspberry_pi_5");
    board.write("sys/class/thermal/thermal_zone0/temp", "unavailable\n");
    Reader reader(board);
    EXPECT_EQ(reader.read(minutes_after_boot(1)).size(), 1U);
    EXPECT_EQ(reader.failures("malformed"), 1);
}

TEST(TemperatureSensors, ABoardMayHaveNone) {
    const fakes::Board board("nand_router");
    Reader reader(board);
    EXPECT_TRUE(reader.read(minutes_after_boot(1)).empty());
    EXPECT_FALSE(reader.failures("missing"));
}

}  // namespace
}  // namespace magpie::agent
