#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "agent/modbus/line.hpp"
#include "agent/sources/pole/sensors.hpp"

namespace magpie::agent {

/// How a value lies in the registers of a foreign sensor. `bit` is a coil or a discrete input (functions 1 and 2).
enum class RegisterType : std::uint8_t { bit, u16, s16, u32, s32, f32 };

[[nodiscard]] constexpr std::uint16_t words(RegisterType type) {
    return type >= RegisterType::u32 ? 2 : 1;
}

/// One value in the table of a foreign sensor: raw * scale + offset, in the unit that wire/modbus/quantity.hpp gives
/// the quantity.
struct RegisterEntry {
    modbus::Quantity quantity{};
    modbus::Function function = modbus::Function::read_input;
    std::uint16_t address = 0;  // of the PDU, from 0
    RegisterType type = RegisterType::u16;
    bool low_word_first = false;
    double scale = 1;
    double offset = 0;
    double low = std::numeric_limits<double>::lowest();  // what the sensor can measure, in the same unit
    double high = std::numeric_limits<double>::max();
    std::optional<std::int64_t> absent{};  // the raw number that says that there is no value
};

/// A foreign sensor by its table: what is to be read, and what it means. Entries do not overlap. A value.
class RegisterTable {
  public:
    explicit RegisterTable(std::vector<RegisterEntry> entries);

    /// Adjacent registers are one range, of at most 125.
    [[nodiscard]] std::span<const RegisterRange> ranges() const { return ranges_; }
    /// `words` are those of all ranges, one after the other; what is missing at their end is absent.
    [[nodiscard]] SensorReading decode(std::span<const std::uint16_t> words) const;

  private:
    struct Placed {
        RegisterEntry entry;
        std::size_t at;  // its first word
    };

    std::vector<RegisterRange> ranges_;
    std::vector<Placed> entries_;
};

}  // namespace magpie::agent
