#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "firmware/node/hal/i2c.hpp"

namespace magpie::node::pmbus {

// Commands of PMBus (Power System Management Protocol Specification 1.3, part II).
inline constexpr std::uint8_t page = 0x00;
inline constexpr std::uint8_t read_vin = 0x88;
inline constexpr std::uint8_t read_vout = 0x8B;
inline constexpr std::uint8_t read_iout = 0x8C;

/// The word that `command` reads, low byte first on the bus.
[[nodiscard]] inline std::optional<std::uint16_t> word(hal::I2c& i2c, std::uint8_t address, std::uint8_t command) {
    std::array<std::uint8_t, 2> bytes{};
    if (!i2c.write(address, std::array{command}) || !i2c.read(address, bytes)) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>((bytes[1] << 8U) | bytes[0]);
}

}  // namespace magpie::node::pmbus
