#pragma once

#include "wire/modbus/quantity.hpp"

namespace magpie::agent {

/// A value in the unit of wire/modbus/quantity.hpp, which is that of data sheets and tables, in the unit of the
/// catalogue: percent become a ratio, micrograms grams.
[[nodiscard]] constexpr double in_catalogue_unit(modbus::Quantity quantity, double value) {
    switch (quantity) {
        case modbus::Quantity::humidity:
            return value / 100;
        case modbus::Quantity::pm2_5:
        case modbus::Quantity::pm10:
            return value / 1e6;
        default:
            return value;
    }
}

}  // namespace magpie::agent
