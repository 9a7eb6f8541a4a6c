#include "firmware/node/drivers/sensors.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "tests/fakes/fake_board.hpp"

namespace magpie::node {
namespace {

using modbus::Quantity;

class SensorsTest : public testing::Test {
  protected:
    /// Set up, and its first conversion over.
    SensorsTest() {
        (void)sensors.read(Quantity::temperature, 0);
        (void)sensors.read(Quantity::temperature, 400);
    }
    std::optional<std::int32_t> gives(Quantity quantity, std::int32_t value) {
        board.sensor_gives(quantity, value);
        return now(quantity);
    }
    std::optional<std::int32_t> now(Quantity quantity) {
        const auto reading = sensors.read(quantity, 1000);
        return reading ? std::optional(reading->value) : std::nullopt;
    }

    fakes::FakeBoard board;
    hal::Board edge = board.board();
    Sensors sensors{edge};
};

TEST(Tmp105, GivesNothingBeforeItsFirstConversion) {
    fakes::FakeBoard board;
    const auto edge = board.board();
    Tmp105 sensor(edge.i2c, 0x48);
    EXPECT_FALSE(sensor.read(100));
    EXPECT_EQ(board.tmp105_configuration(), 0x60);
    EXPECT_FALSE(sensor.read(419));
    EXPECT_TRUE(sensor.read(420));
}

TEST(Tmp105, IsSetUpAgainAfterItWasAway) {
    fakes::FakeBoard board;
    const auto edge = board.board();
    Tmp105 sensor(edge.i2c, 0x48);
    (void)sensor.read(0);
    board.wire_breaks(0x48);
    board.tmp105_forgets();
    EXPECT_FALSE(sensor.read(1000));
    EXPECT_FALSE(sensor.read(2000));
    board.wire_mends(0x48);
    EXPECT_FALSE(sensor.read(3000));
    EXPECT_EQ(board.tmp105_configuration(), 0x60);
    EXPECT_TRUE(sensor.read(4000));
}

TEST_F(SensorsTest, TemperatureIsRoundedFromSixteenthsOfADegree) {
    EXPECT_EQ(gives(Quantity::temperature, 25'000), 2500);
    EXPECT_EQ(gives(Quantity::temperature, 25'063), 2506);
    EXPECT_EQ(gives(Quantity::temperature, -25'063), -2506);
    EXPECT_EQ(gives(Quantity::temperature, 0), 0);
    EXPECT_EQ(gives(Quantity::temperature, -55'000), -5500);
}

TEST_F(SensorsTest, SupplyIsWithinAStepOfTheConverter) {
    for (int millivolts = 0; millivolts <= 65'000; millivolts += 500) {
        EXPECT_NEAR(gives(Quantity::supply_voltage, millivolts).value_or(-1), millivolts / 10.0, 3) << millivolts;
    }
    for (int milliamperes = 0; milliamperes <= 50'000; milliamperes += 500) {
        EXPECT_NEAR(gives(Quantity::supply_current, milliamperes).value_or(-1), milliamperes / 10.0, 6) << milliamperes;
    }
}

TEST_F(SensorsTest, ACurrentALittleBelowZeroIsZeroAndAGreatDealIsNone) {
    EXPECT_EQ(gives(Quantity::supply_current, -300), 0);
    EXPECT_EQ(gives(Quantity::supply_current, -3000), std::nullopt);
}

TEST_F(SensorsTest, ABrokenWireIsNoValue) {
    for (const auto quantity :
         {Quantity::humidity, Quantity::noise, Quantity::light, Quantity::tilt, Quantity::vibration}) {
        EXPECT_EQ(gives(quantity, 0), std::nullopt) << static_cast<int>(quantity);
        EXPECT_EQ(gives(quantity, 3400), std::nullopt) << static_cast<int>(quantity);
        EXPECT_EQ(gives(quantity, 0xFFFF), std::nullopt) << static_cast<int>(quantity);
    }
    for (const auto quantity : {Quantity::noise, Quantity::light, Quantity::tilt, Quantity::vibration}) {
        EXPECT_EQ(gives(quantity, 3300), std::nullopt) << static_cast<int>(quantity);
    }
}

TEST_F(SensorsTest, FogIsAtTheRail) {
    EXPECT_EQ(gives(Quantity::humidity, 3300), 10'000);
    EXPECT_EQ(gives(Quantity::humidity, 3308), 10'000);
}

TEST_F(SensorsTest, TransducersAreLinearAsTheirTableSays) {
    EXPECT_EQ(gives(Quantity::humidity, 1650), 5000);
    EXPECT_EQ(gives(Quantity::noise, 655), 655);
    EXPECT_EQ(gives(Quantity::tilt, 500), 0);
    EXPECT_EQ(gives(Quantity::tilt, 480), 0);
    EXPECT_EQ(gives(Quantity::tilt, 625), 500);
    EXPECT_EQ(gives(Quantity::tilt, 2750), 9000);
    EXPECT_EQ(gives(Quantity::vibration, 500), 0);
    EXPECT_EQ(gives(Quantity::vibration, 3000), 50'000);
}

TEST_F(SensorsTest, ABusThatFloatsIsNoSensor) {
    board.bus_floats();
    for (const auto& row : modbus::quantities) {
        EXPECT_EQ(now(row.quantity), std::nullopt) << row.name;
    }
}

TEST_F(SensorsTest, EachIsAbsentAlone) {
    board.wire_breaks(0x10);
    EXPECT_EQ(now(Quantity::supply_voltage), std::nullopt);
    EXPECT_EQ(now(Quantity::supply_current), std::nullopt);
    EXPECT_TRUE(now(Quantity::temperature));
    EXPECT_TRUE(now(Quantity::light));
    board.wire_breaks(0x20);
    EXPECT_EQ(now(Quantity::light), std::nullopt);
}

TEST(Lux, IsOnTheCurveWithinAQuarterPercent) {
    for (int millivolts = 500; millivolts <= 3150; ++millivolts) {
        const double exact = std::pow(10.0, (millivolts - 500) / 500.0);
        EXPECT_NEAR(lux(millivolts), exact, 0.51 + exact * 0.0025) << millivolts;
    }
    EXPECT_EQ(lux(250), 0);
    EXPECT_EQ(lux(349), 0);
    EXPECT_EQ(lux(350), 1);
    EXPECT_EQ(lux(1000), 10);
    EXPECT_EQ(lux(3000), 100'000);
}

}  // namespace
}  // namespace magpie::node
