#include "firmware/node/drivers/adm1272.hpp"

#include <algorithm>

#include "firmware/node/drivers/pmbus.hpp"

namespace magpie::node {

namespace {

// PMBus "direct": raw = (m X + b) 10^R, with the coefficients of the datasheet's table for the ranges the chip has
// after its reset, 0 to 100 V and 30 mV across the shunt:
//   voltage in V     m = 4062, b = 0, R = -2                    raw = 40.62 V
//   current in A     m = 663 * shunt in milliohm, b = 20480, R = -1      raw = 19.89 A + 2048, with 0.3 milliohm
constexpr std::int32_t voltage_m = 4062;
constexpr std::int32_t current_m = 663 * 3;  // in tenths
constexpr std::int32_t current_zero = 2048;
/// Its converter has 12 bits; more is a bus that floats.
constexpr std::uint16_t highest_raw = 0x0FFF;
/// Half an ampere: what noise and the offset of the amplifier (2 %) may read below zero.
constexpr std::int32_t zero_noise = 10;

}  // namespace

std::optional<Reading> Adm1272::voltage() {
    const auto raw = pmbus::word(i2c_, address_, pmbus::read_vin);
    if (!raw || *raw > highest_raw) {
        return std::nullopt;
    }
    return Reading{(*raw * 10'000 + voltage_m / 2) / voltage_m, *raw};
}

std::optional<Reading> Adm1272::current() {
    const auto raw = pmbus::word(i2c_, address_, pmbus::read_iout);
    if (!raw || *raw > highest_raw || *raw < current_zero - zero_noise) {
        return std::nullopt;
    }
    const auto above_zero = std::max<std::int32_t>(*raw - current_zero, 0);
    return Reading{(above_zero * 10'000 + current_m / 2) / current_m, *raw};
}

}  // namespace magpie::node
