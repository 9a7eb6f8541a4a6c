#include "agent/optics/sff8636.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent::optics {

namespace {

constexpr std::size_t half_bytes = 128;
constexpr std::size_t lanes = 4;
// Bytes of the lower half (SFF-8636).
constexpr std::size_t temperature = 22;
constexpr std::size_t supply = 26;
constexpr std::size_t receive = 34;
constexpr std::size_t bias = 42;
constexpr std::size_t transmit = 50;
constexpr std::size_t temperature_flags = 6;
constexpr std::size_t supply_flags = 7;
constexpr std::size_t receive_flags = 9;
constexpr std::size_t bias_flags = 11;
constexpr std::size_t transmit_flags = 13;
constexpr std::size_t monitoring_type = 220 - half_bytes;
constexpr unsigned measures_transmit = 1U << 2;

/// Four bits: high alarm, low alarm, high warning, low warning.
void raise(Quantity quantity, unsigned flags, Readings& readings) {
    for (const auto& [bit, alarm] : {std::pair(1U, Alarm::low_warning), std::pair(2U, Alarm::high_warning),
                                     std::pair(4U, Alarm::low_alarm), std::pair(8U, Alarm::high_alarm)}) {
        if ((flags & bit) != 0) {
            readings.raise(quantity, alarm);
        }
    }
}

/// Two lanes a byte.
void raise_lanes(Quantity quantity, Half lower, std::size_t offset, Readings& readings) {
    for (std::size_t byte = 0; byte < lanes / 2; ++byte) {
        const unsigned flags = byte_at(lower, offset + byte);
        raise(quantity, flags >> 4U, readings);
        raise(quantity, flags & 15U, readings);
    }
}

std::uint16_t weakest(Half lower, std::size_t offset) {
    std::uint16_t least = 0xffff;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        least = std::min(least, word_at(lower, offset + 2 * lane));
    }
    return least;
}

std::uint16_t highest(Half lower, std::size_t offset) {
    std::uint16_t most = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        most = std::max(most, word_at(lower, offset + 2 * lane));
    }
    return most;
}

}  // namespace

Readings sff8636_readings(Half lower, Half upper) {
    Readings readings;
    // Without a voltage nothing can work: it is not measured.
    if (lower.size() < half_bytes || upper.size() < half_bytes || word_at(lower, supply) == 0) {
        return readings;
    }
    readings.of(Quantity::temperature) = static_cast<std::int16_t>(word_at(lower, temperature)) / 256.0;
    readings.of(Quantity::supply_voltage) = word_at(lower, supply) * 100e-6;
    readings.of(Quantity::bias) = highest(lower, bias) * 2e-6;
    readings.of(Quantity::receive_power) = dbm_of(weakest(lower, receive));
    if ((byte_at(upper, monitoring_type) & measures_transmit) != 0) {
        readings.of(Quantity::transmit_power) = dbm_of(weakest(lower, transmit));
        raise_lanes(Quantity::transmit_power, lower, transmit_flags, readings);
    }
    raise(Quantity::temperature, byte_at(lower, temperature_flags) >> 4U, readings);
    raise(Quantity::supply_voltage, byte_at(lower, supply_flags) >> 4U, readings);
    raise_lanes(Quantity::receive_power, lower, receive_flags, readings);
    raise_lanes(Quantity::bias, lower, bias_flags, readings);
    return readings;
}

}  // namespace magpie::agent::optics
