#include "agent/sources/pole/power_monitor.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/host/board.hpp"

namespace magpie::agent {
namespace {

struct Chip {
    explicit Chip(std::string_view name) { has("name", name); }
    void has(const std::string& file, std::string_view text) const {
        board.write("sys/class/hwmon/hwmon0/" + file, text);
    }
    std::vector<PowerChannel> channels() { return power_channels(files, board.paths().sys); }

    fakes::Board board;
    FileReader files;
};

TEST(PowerMonitor, OfAnIna219TheVoltageIsThatOfTheSupply) {
    Chip chip("ina219\n");
    chip.has("in0_input", "15\n");
    chip.has("in1_input", "12100\n");
    chip.has("curr1_input", "1500\n");
    const auto channels = chip.channels();
    ASSERT_EQ(channels.size(), 1U);
    EXPECT_EQ(channels[0].name, "ina219");
    const auto reading = read_power_channel(chip.files, channels[0]).value();
    ASSERT_EQ(reading.values.size(), 2U);
    EXPECT_DOUBLE_EQ(reading.values[0].value.value(), 1.5);
    EXPECT_DOUBLE_EQ(reading.values[1].value.value(), 12.1);
}

TEST(PowerMonitor, EachChannelOfAChipHasItsName) {
    Chip chip("ina3221\n");
    chip.has("in1_input", "12100\n");
    chip.has("in2_input", "5000\n");
    chip.has("curr1_input", "1500\n");
    chip.has("curr2_input", "200\n");
    chip.has("curr2_label", "camera\n");
    const auto channels = chip.channels();
    ASSERT_EQ(channels.size(), 2U);
    EXPECT_EQ(channels[0].name, "ina3221:1");
    EXPECT_EQ(channels[1].name, "ina3221:camera");
    EXPECT_DOUBLE_EQ(read_power_channel(chip.files, channels[1]).value().values.at(1).value.value(), 5);
}

TEST(PowerMonitor, AChipThatKnowsVoltagesAloneIsLeftOut) {
    Chip chip("rp1_adc\n");
    chip.has("in1_input", "1200\n");
    EXPECT_TRUE(chip.channels().empty());
}

TEST(PowerMonitor, ACurrentWithoutItsVoltageIsOne) {
    Chip chip("max471\n");
    chip.has("curr1_input", "-40\n");
    const auto reading = read_power_channel(chip.files, chip.channels().at(0)).value();
    ASSERT_EQ(reading.values.size(), 1U);
    EXPECT_DOUBLE_EQ(reading.values[0].value.value(), -0.04);
}

TEST(PowerMonitor, OneThatIsGoneFails) {
    Chip chip("ina219\n");
    chip.has("curr1_input", "1\n");
    const auto channel = chip.channels().at(0);
    chip.board.remove("sys/class/hwmon/hwmon0");
    EXPECT_EQ(read_power_channel(chip.files, channel).error(), ReadError::missing);
}

}  // namespace
}  // namespace magpie::agent
