#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace magpie::modbus {

/// What a sensor node measures; the index is its bit in the words of faults and of suspicions.
enum class Quantity : std::uint8_t {
    temperature,
    humidity,
    pm2_5,
    pm10,
    noise,
    light,
    supply_voltage,
    supply_current,
    door,
    tilt,
    uv_index,
    wind_speed,
    wind_direction,
    vibration,
};
inline constexpr std::size_t quantity_count = 14;

/// How a value lies in registers: high word first, bytes big-endian.
enum class Type : std::uint8_t { u16, s16, u32 };

[[nodiscard]] constexpr std::uint16_t words(Type type) {
    return type == Type::u32 ? 2 : 1;
}

/// Written where a sensor is absent or gives nothing that can be believed.
[[nodiscard]] constexpr std::uint32_t absent(Type type) {
    return type == Type::u32 ? 0xFFFFFFFFU : type == Type::s16 ? 0x8000U : 0xFFFFU;
}

/// One measured value of the map: input register, type, `steps` of the register in one `unit`, and what the sensor can
/// measure at all, in steps.
struct QuantityRow {
    Quantity quantity;
    std::string_view name;
    std::uint16_t address;
    Type type;
    std::int32_t steps;
    std::string_view unit;
    std::int32_t low;
    std::int32_t high;
    std::string_view help;
};

// clang-format off
inline constexpr std::array<QuantityRow, quantity_count> quantities{{
    {Quantity::temperature, "temperature", 16, Type::s16, 100, "degree Celsius", -4000, 8500, "air, in the shade of the housing"},
    {Quantity::humidity, "humidity", 17, Type::u16, 100, "percent", 0, 10000, "relative"},
    {Quantity::pm2_5, "pm2_5", 18, Type::u16, 1, "ug/m3", 0, 1000, "particles below 2.5 um, atmospheric"},
    {Quantity::pm10, "pm10", 19, Type::u16, 1, "ug/m3", 0, 1000, "particles below 10 um, atmospheric"},
    {Quantity::noise, "noise", 20, Type::u16, 10, "dB", 200, 1400, "sound pressure, A-weighted"},
    {Quantity::light, "light", 21, Type::u32, 1, "lux", 0, 200000, "illuminance"},
    {Quantity::supply_voltage, "supply_voltage", 23, Type::u16, 100, "volt", 0, 6500, "at the node's terminal"},
    {Quantity::supply_current, "supply_current", 24, Type::u16, 100, "ampere", 0, 5000, "of the whole pole"},
    {Quantity::door, "door", 25, Type::u16, 1, "1 open, 0 closed", 0, 1, "cabinet door"},
    {Quantity::tilt, "tilt", 26, Type::u16, 100, "degree", 0, 9000, "of the mast, from upright"},
    {Quantity::uv_index, "uv_index", 27, Type::u16, 10, "index", 0, 200, "reserved: no sensor of this node yet"},
    {Quantity::wind_speed, "wind_speed", 28, Type::u16, 100, "m/s", 0, 7500, "reserved: no sensor of this node yet"},
    {Quantity::wind_direction, "wind_direction", 29, Type::u16, 1, "degree", 0, 359, "reserved: no sensor of this node yet"},
    {Quantity::vibration, "vibration", 30, Type::u16, 1000, "m/s2", 0, 50000, "root mean square"},
}};
// clang-format on

[[nodiscard]] constexpr const QuantityRow& row_of(Quantity quantity) {
    return quantities[static_cast<std::size_t>(quantity)];
}
[[nodiscard]] constexpr std::uint16_t bit_of(Quantity quantity) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(quantity));
}

}  // namespace magpie::modbus
