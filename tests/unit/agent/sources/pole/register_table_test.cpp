#include "agent/sources/pole/register_table.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

using modbus::Function;

RegisterEntry entry(Quantity quantity, std::uint16_t address, RegisterType type = RegisterType::u16) {
    return {.quantity = quantity, .address = address, .type = type};
}

std::optional<double> value(const RegisterEntry& entry, const std::vector<std::uint16_t>& words) {
    return RegisterTable({entry}).decode(words).values.at(0).value;
}

TEST(RegisterTable, AdjacentRegistersAreOneRange) {
    const RegisterTable table({entry(Quantity::humidity, 2), entry(Quantity::temperature, 1),
                               entry(Quantity::light, 3, RegisterType::u32), entry(Quantity::noise, 6)});
    const std::vector<RegisterRange> expected{{Function::read_input, 1, 4}, {Function::read_input, 6, 1}};
    EXPECT_EQ(std::vector(table.ranges().begin(), table.ranges().end()), expected);
    const auto reading = table.decode(std::vector<std::uint16_t>{1, 2, 0, 3, 4});
    ASSERT_EQ(reading.values.size(), 4U);
    EXPECT_EQ(reading.values[0].quantity, Quantity::temperature);
    EXPECT_EQ(reading.values[0].value, 1);
    EXPECT_EQ(reading.values[1].value, 0.02);
    EXPECT_EQ(reading.values[2].value, 3);
    EXPECT_EQ(reading.values[3].value, 4);
}

TEST(RegisterTable, RegistersOfAnotherFunctionAreAnotherRange) {
    auto holding = entry(Quantity::humidity, 2);
    holding.function = Function::read_holding;
    EXPECT_EQ(RegisterTable({entry(Quantity::temperature, 1), holding}).ranges().size(), 2U);
}

TEST(RegisterTable, EveryTypeIsDecoded) {
    EXPECT_EQ(value(entry(Quantity::temperature, 0, RegisterType::u16), {0xFFFE}), 65534);
    EXPECT_EQ(value(entry(Quantity::temperature, 0, RegisterType::s16), {0xFFFE}), -2);
    EXPECT_EQ(value(entry(Quantity::light, 0, RegisterType::u32), {0x0001, 0x0002}), 65538);
    EXPECT_EQ(value(entry(Quantity::light, 0, RegisterType::s32), {0xFFFF, 0xFFFE}), -2);
    EXPECT_EQ(value(entry(Quantity::temperature, 0, RegisterType::f32), {0x41AC, 0x0000}), 21.5);
    EXPECT_EQ(value(entry(Quantity::door, 0, RegisterType::bit), {1}), 1);
}

TEST(RegisterTable, TheLowWordMayComeFirst) {
    auto light = entry(Quantity::light, 0, RegisterType::u32);
    light.low_word_first = true;
    EXPECT_EQ(value(light, {0x0002, 0x0001}), 65538);
    auto temperature = entry(Quantity::temperature, 0, RegisterType::f32);
    temperature.low_word_first = true;
    EXPECT_EQ(value(temperature, {0x0000, 0x41AC}), 21.5);
}

TEST(RegisterTable, ScaleAndOffsetGiveTheUnit) {
    auto temperature = entry(Quantity::temperature, 0);
    temperature.scale = 0.1;
    temperature.offset = -40;
    EXPECT_DOUBLE_EQ(value(temperature, {615}).value(), 21.5);
    auto humidity = entry(Quantity::humidity, 0);
    humidity.scale = 0.1;
    EXPECT_DOUBLE_EQ(value(humidity, {553}).value(), 0.553);
}

TEST(RegisterTable, WhatMeansAbsentIsNoValue) {
    auto temperature = entry(Quantity::temperature, 0, RegisterType::s16);
    temperature.absent = -32768;
    EXPECT_FALSE(value(temperature, {0x8000}));
    temperature.type = RegisterType::f32;
    temperature.absent.reset();
    EXPECT_FALSE(value(temperature, {0x7FC0, 0})) << "not a number";
    EXPECT_FALSE(value(temperature, {0x7F80, 0})) << "infinite";
    EXPECT_FALSE(value(temperature, {0x41AC})) << "half of it";
    EXPECT_FALSE(value(temperature, {}));
}

TEST(RegisterTable, BeyondWhatItCanMeasureIsOutOfRange) {
    auto humidity = entry(Quantity::humidity, 0);
    humidity.scale = 0.1;
    humidity.low = 5;
    humidity.high = 95;
    const RegisterTable table({humidity});
    const auto is_out = [&](std::uint16_t raw) {
        return table.decode(std::vector<std::uint16_t>{raw}).values[0].out_of_range;
    };
    EXPECT_TRUE(is_out(49));
    EXPECT_FALSE(is_out(50));
    EXPECT_FALSE(is_out(950));
    EXPECT_TRUE(is_out(951));
}

}  // namespace
}  // namespace magpie::agent
