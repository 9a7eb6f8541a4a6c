#include "firmware/node/app/sampler.hpp"

#include <gtest/gtest.h>

#include "tests/unit/firmware/node/running_node.hpp"

namespace magpie::node {
namespace {

using modbus::Quantity;

constexpr std::uint8_t tmp105 = 0x48;

TEST(Calibration, IsGainThenOffset) {
    const auto& row = modbus::row_of(Quantity::temperature);
    EXPECT_EQ(calibrated(2000, {}, row), 2000);
    EXPECT_EQ(calibrated(2000, {.offset = -150, .gain = 10500}, row), 1950);
    EXPECT_EQ(calibrated(-2001, {.offset = 0, .gain = 15000}, row), -3002);
    EXPECT_EQ(calibrated(-1999, {.offset = 1, .gain = 9999}, row), -1998);
}

TEST(Calibration, OfTheLargestValueDoesNotOverflow) {
    const auto& row = modbus::row_of(Quantity::light);
    EXPECT_EQ(calibrated(199'999, {.gain = 10'000}, row), 199'999);
    EXPECT_EQ(calibrated(199'999, {.gain = 1000}, row), 20'000);
    EXPECT_EQ(calibrated(200'000, {.gain = 40'000}, row), std::nullopt);
}

TEST(Calibration, ALittlePastTheEndIsTheEndAndFurtherIsNothing) {
    const auto& row = modbus::row_of(Quantity::humidity);
    EXPECT_EQ(calibrated(9950, {.offset = 100}, row), 10'000);
    EXPECT_EQ(calibrated(50, {.offset = -100}, row), 0);
    EXPECT_EQ(calibrated(9950, {.offset = 300}, row), std::nullopt);
    EXPECT_EQ(calibrated(50, {.offset = -300}, row), std::nullopt);
}

TEST(Sampler, EverySensorIsSeen) {
    RunningNode node;
    auto& board = node.board();
    board.sensor_gives(Quantity::temperature, -12'500);
    board.sensor_gives(Quantity::humidity, 2145);
    board.sensor_gives(Quantity::noise, 613);
    board.sensor_gives(Quantity::light, 2000);
    board.sensor_gives(Quantity::supply_voltage, 23'900);
    board.sensor_gives(Quantity::supply_current, 3100);
    board.sensor_gives(Quantity::tilt, 525);
    board.sensor_gives(Quantity::vibration, 512);
    node.samples(6);
    EXPECT_EQ(node.value(Quantity::temperature), -1250);
    EXPECT_EQ(node.value(Quantity::humidity), 6500);
    EXPECT_EQ(node.value(Quantity::noise), 613);
    EXPECT_EQ(node.value(Quantity::light), 1000);
    EXPECT_NEAR(node.value(Quantity::supply_voltage).value_or(0), 2390, 3);
    EXPECT_NEAR(node.value(Quantity::supply_current).value_or(0), 310, 5);
    EXPECT_EQ(node.value(Quantity::tilt), 100);
    EXPECT_EQ(node.value(Quantity::vibration), 240);
    EXPECT_EQ(node.value(Quantity::door), 0);
    EXPECT_EQ(node.value(Quantity::pm2_5), std::nullopt);
    EXPECT_EQ(node.value(Quantity::uv_index), std::nullopt);
    EXPECT_EQ(node.value(Quantity::wind_speed), std::nullopt);
}

TEST(Sampler, ValuesStandASecondAfterTheStart) {
    RunningNode node;
    node.runs(1000);
    EXPECT_EQ(node.value(Quantity::temperature), 2000);
    EXPECT_EQ(node.input(modbus::input::sequence), 5);
}

TEST(Sampler, TheSequenceCountsSamplesAtTheirPeriod) {
    RunningNode node;
    node.samples(6);
    const auto before = node.input(modbus::input::sequence);
    node.runs(60'000);
    EXPECT_EQ(node.input(modbus::input::sequence) - before, 60);
    node.master().write_one(modbus::holding::sample_period, 2);
    node.runs(2000);
    EXPECT_NEAR(node.input(modbus::input::sequence) - before, 70, 1);
}

TEST(Sampler, ASensorThatGoesAwayIsAbsentAtTheThirdSampleAndComesBack) {
    RunningNode node;
    node.samples(6);
    node.board().wire_breaks(tmp105);
    node.samples(2);
    EXPECT_EQ(node.value(Quantity::temperature), 2000);
    node.samples(1);
    EXPECT_EQ(node.value(Quantity::temperature), std::nullopt);
    EXPECT_EQ(node.value(Quantity::humidity), 5000);
    node.board().wire_mends(tmp105);
    node.samples(4);
    EXPECT_EQ(node.value(Quantity::temperature), 2000);
}

TEST(Sampler, AnImpossibleReadingIsAsGoodAsNone) {
    RunningNode node;
    node.samples(6);
    // The TMP105 measures up to 128 degrees, air up to 85.
    node.board().sensor_gives(Quantity::temperature, 90'000);
    node.samples(1);
    EXPECT_EQ(node.value(Quantity::temperature), 2000);
    node.samples(2);
    EXPECT_EQ(node.value(Quantity::temperature), std::nullopt);
}

TEST(Sampler, OneWildReadingIsNotSeen) {
    RunningNode node;
    node.samples(6);
    node.board().sensor_gives(Quantity::temperature, 60'000);
    node.samples(1);
    EXPECT_EQ(node.value(Quantity::temperature), 2000);
    node.board().sensor_gives(Quantity::temperature, 20'000);
    for (int i = 0; i < 5; ++i) {
        node.samples(1);
        EXPECT_EQ(node.value(Quantity::temperature), 2000);
    }
}

TEST(Sampler, AHungBusTakesTheSensorsAwayAndNeitherTheAnswersNorTheDog) {
    RunningNode node;
    node.samples(6);
    node.board().bus_hangs();
    node.samples(4);
    EXPECT_EQ(node.value(Quantity::temperature), std::nullopt);
    EXPECT_EQ(node.value(Quantity::supply_voltage), std::nullopt);
    EXPECT_EQ(node.value(Quantity::tilt), std::nullopt);
    const auto fed = node.board().watchdog_fed();
    node.runs(5000);
    EXPECT_GT(node.board().watchdog_fed(), fed + 1000);
}

TEST(Sampler, OnlyASensorOfItsKindThatNeverMovesIsSuspect) {
    RunningNode node;
    node.master().write_one(modbus::holding::sample_period, 2);
    const auto suspicions = [&] { return node.input(modbus::input::suspicions); };
    node.samples(59);
    EXPECT_EQ(suspicions(), 0);
    node.samples(3);
    EXPECT_EQ(suspicions(), modbus::bit_of(Quantity::noise));
    node.board().sensor_gives(Quantity::noise, 551);
    node.samples(1);
    EXPECT_EQ(suspicions(), 0);
    node.samples(3600);
    EXPECT_EQ(suspicions(), modbus::bit_of(Quantity::noise) | modbus::bit_of(Quantity::vibration) |
                                modbus::bit_of(Quantity::humidity) | modbus::bit_of(Quantity::temperature));
    EXPECT_EQ(node.value(Quantity::noise), 551);
}

}  // namespace
}  // namespace magpie::node
