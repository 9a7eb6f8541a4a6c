#include "agent/optics/sff8472.hpp"

#include <array>
#include <bit>
#include <cmath>

namespace magpie::agent::optics {

namespace {

constexpr std::size_t monitoring_type = 92;
constexpr unsigned implemented = 1U << 6;
constexpr unsigned calibrated_outside = 1U << 4;
constexpr unsigned address_change_needed = 1U << 2;
constexpr std::size_t half_bytes = 128;

/// Where a quantity stands in A2h, with its limits, and its slope and offset for modules that leave the calibration to
/// the reader; received light has a polynomial instead.
struct Place {
    Quantity quantity;
    std::size_t limits;
    std::size_t value;
    std::size_t slope;
};
constexpr std::array places{
    Place{Quantity::temperature, 0, 96, 84},     Place{Quantity::supply_voltage, 8, 98, 88},
    Place{Quantity::bias, 16, 100, 76},          Place{Quantity::transmit_power, 24, 102, 80},
    Place{Quantity::receive_power, 32, 104, 56},
};

float float_at(Half half, std::size_t offset) {
    return std::bit_cast<float>(std::uint32_t{word_at(half, offset)} << 16U | word_at(half, offset + 2));
}

/// Calibrated, in the unit of the raw numbers.
double calibrated(const Place& place, Half second, double raw) {
    if (place.quantity == Quantity::receive_power) {
        // The coefficients stand from the fourth power down to the constant.
        double light = 0;
        for (std::size_t coefficient = 0; coefficient < 5; ++coefficient) {
            light = light * raw + double{float_at(second, place.slope + coefficient * sizeof(float))};
        }
        return light;
    }
    const double slope = word_at(second, place.slope) / 256.0;
    return slope * raw + static_cast<std::int16_t>(word_at(second, place.slope + 2));
}

double in_unit(Quantity quantity, double raw) {
    switch (quantity) {
        case Quantity::temperature:
            return raw / 256;
        case Quantity::supply_voltage:
            return raw * 100e-6;
        case Quantity::bias:
            return raw * 2e-6;
        default:
            return dbm_of(raw);
    }
}

double value_at(const Place& place, Half second, std::size_t offset, bool outside) {
    const auto word = word_at(second, offset);
    const double raw = place.quantity == Quantity::temperature ? static_cast<std::int16_t>(word) : word;
    return in_unit(place.quantity, outside ? calibrated(place, second, raw) : raw);
}

void judge(const Place& place, Half second, bool outside, double value, Readings& readings) {
    // High alarm, low alarm, high warning, low warning.
    if (word_at(second, place.limits) == 0 && word_at(second, place.limits + 2) == 0) {
        return;
    }
    const auto limit = [&](std::size_t number) { return value_at(place, second, place.limits + 2 * number, outside); };
    if (value > limit(0)) {
        readings.raise(place.quantity, Alarm::high_alarm);
    } else if (value < limit(1)) {
        readings.raise(place.quantity, Alarm::low_alarm);
    } else if (value > limit(2)) {
        readings.raise(place.quantity, Alarm::high_warning);
    } else if (value < limit(3)) {
        readings.raise(place.quantity, Alarm::low_warning);
    }
}

}  // namespace

bool has_sff8472_diagnostics(Half first) {
    const auto type = byte_at(first, monitoring_type);
    return (type & implemented) != 0 && (type & address_change_needed) == 0;
}

Readings sff8472_readings(Half first, Half second) {
    Readings readings;
    if (!has_sff8472_diagnostics(first) || second.size() < half_bytes) {
        return readings;
    }
    const bool outside = (byte_at(first, monitoring_type) & calibrated_outside) != 0;
    for (const auto& place : places) {
        const double value = value_at(place, second, place.value, outside);
        if (std::isfinite(value)) {
            readings.of(place.quantity) = value;
            judge(place, second, outside, value, readings);
        }
    }
    return readings;
}

}  // namespace magpie::agent::optics
