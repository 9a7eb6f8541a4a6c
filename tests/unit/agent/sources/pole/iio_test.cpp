#include "agent/sources/pole/iio.hpp"

#include <gtest/gtest.h>

#include "tests/unit/agent/sources/host/board.hpp"

namespace magpie::agent {
namespace {

struct Device {
    explicit Device(std::string_view name) { has("name", name); }
    void has(const std::string& file, std::string_view text) const {
        board.write("sys/bus/iio/devices/iio:device0/" + file, text);
    }
    std::vector<IioDevice> devices() { return iio_devices(files, board.paths().sys); }
    SensorReading read() { return read_iio_device(files, devices().at(0)).value(); }

    fakes::Board board;
    FileReader files;
};

TEST(Iio, WhatIsReadyIsInThousandths) {
    Device device("bme280\n");
    device.has("in_temp_input", "21370\n");
    device.has("in_humidityrelative_input", "45125\n");
    device.has("in_pressure_input", "101.325\n");
    EXPECT_EQ(device.devices().at(0).name, "bme280");
    const auto reading = device.read();
    ASSERT_EQ(reading.values.size(), 2U);
    EXPECT_DOUBLE_EQ(reading.values[0].value.value(), 21.37);
    EXPECT_DOUBLE_EQ(reading.values[1].value.value(), 0.45125);
}

TEST(Iio, WhatIsRawHasOffsetAndScale) {
    Device device("si7020\n");
    device.has("in_temp_raw", "6500\n");
    device.has("in_temp_offset", "-4368\n");
    device.has("in_temp_scale", "10.725098\n");
    EXPECT_NEAR(device.read().values.at(0).value.value(), 22.866, 0.001);
}

TEST(Iio, LightMayHaveANumber) {
    Device device("opt3001\n");
    device.has("in_illuminance0_raw", "500\n");
    device.has("in_illuminance0_scale", "0.5\n");
    const auto reading = device.read();
    ASSERT_EQ(reading.values.size(), 1U);
    EXPECT_EQ(reading.values[0].quantity, Quantity::light);
    EXPECT_EQ(reading.values[0].value, 250);
}

TEST(Iio, AConverterIsNoSensor) {
    Device device("imx93-adc\n");
    device.has("in_voltage0_raw", "5\n");
    device.has("in_temp_raw", "5\n");
    EXPECT_TRUE(device.devices().empty());
}

TEST(Iio, WhatIsNoNumberIsAbsent) {
    Device device("bme280\n");
    device.has("in_temp_input", "warm\n");
    EXPECT_FALSE(device.read().values.at(0).value);
}

TEST(Iio, OneThatCannotBeReadFails) {
    Device device("bme280\n");
    device.has("in_temp_input/is_a_directory", "");
    const auto devices = device.devices();
    ASSERT_EQ(devices.size(), 1U);
    EXPECT_EQ(read_iio_device(device.files, devices[0]).error(), ReadError::unreadable);
    device.board.remove("sys/bus/iio");
    EXPECT_EQ(read_iio_device(device.files, devices[0]).error(), ReadError::missing);
}

}  // namespace
}  // namespace magpie::agent
