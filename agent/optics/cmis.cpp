#include "agent/optics/cmis.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent::optics {

namespace {

constexpr std::size_t half_bytes = 128;
constexpr unsigned flat = 1U << 7;
constexpr std::size_t lanes = 8;
constexpr unsigned lane_active = 4;

// Bytes of the lower half (CMIS 5.0).
constexpr std::size_t model = 2;
constexpr std::size_t flags = 9;
constexpr std::size_t temperature = 14;
constexpr std::size_t supply = 16;
// Bytes of page 11h.
constexpr std::size_t lane_states = 128 - half_bytes;
constexpr std::size_t transmit_flags = 139 - half_bytes;
constexpr std::size_t receive_flags = 149 - half_bytes;
constexpr std::size_t transmit = 154 - half_bytes;
constexpr std::size_t receive = 186 - half_bytes;

/// Four bits: low warning, high warning, low alarm, high alarm, from the high one down.
void raise(Quantity quantity, unsigned bits, Readings& readings) {
    for (const auto& [bit, alarm] : {std::pair(8U, Alarm::low_warning), std::pair(4U, Alarm::high_warning),
                                     std::pair(2U, Alarm::low_alarm), std::pair(1U, Alarm::high_alarm)}) {
        if ((bits & bit) != 0) {
            readings.raise(quantity, alarm);
        }
    }
}

/// A bit a lane that is in use.
unsigned active_lanes(Half page) {
    unsigned active = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        const unsigned states = byte_at(page, lane_states + lane / 2);
        if ((lane % 2 == 0 ? states & 15U : states >> 4U) == lane_active) {
            active |= 1U << lane;
        }
    }
    return active;
}

/// A byte each: high alarm, low alarm, high warning, low warning; a bit a lane.
void read_light(Quantity quantity, Half page, std::size_t values, std::size_t first_flags, unsigned active,
                Readings& readings) {
    std::uint16_t least = 0xffff;
    for (std::size_t lane = 0; lane < lanes; ++lane) {
        if ((active >> lane & 1U) != 0) {
            least = std::min(least, word_at(page, values + 2 * lane));
        }
    }
    readings.of(quantity) = dbm_of(least);
    std::size_t offset = first_flags;
    for (const auto alarm : {Alarm::high_alarm, Alarm::low_alarm, Alarm::high_warning, Alarm::low_warning}) {
        if ((byte_at(page, offset++) & active) != 0) {
            readings.raise(quantity, alarm);
        }
    }
}

}  // namespace

bool has_cmis_lanes(Half lower) {
    return (byte_at(lower, model) & flat) == 0;
}

Readings cmis_readings(Half lower, Half lane_page) {
    Readings readings;
    // Without a voltage nothing can work: it is not measured.
    if (lower.size() < half_bytes || word_at(lower, supply) == 0) {
        return readings;
    }
    readings.of(Quantity::temperature) = static_cast<std::int16_t>(word_at(lower, temperature)) / 256.0;
    readings.of(Quantity::supply_voltage) = word_at(lower, supply) * 100e-6;
    raise(Quantity::temperature, byte_at(lower, flags) & 15U, readings);
    raise(Quantity::supply_voltage, byte_at(lower, flags) >> 4U, readings);
    if (const auto active = active_lanes(lane_page); active != 0) {
        read_light(Quantity::transmit_power, lane_page, transmit, transmit_flags, active, readings);
        read_light(Quantity::receive_power, lane_page, receive, receive_flags, active, readings);
    }
    return readings;
}

}  // namespace magpie::agent::optics
