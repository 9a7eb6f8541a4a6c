#include "firmware/node/app/sampler.hpp"

namespace magpie::node {

namespace {

using modbus::Quantity;

/// How many samples in a row with exactly the same raw reading no living sensor gives; 0 where it may.
constexpr std::uint16_t still_limit(Quantity quantity) {
    switch (quantity) {
        case Quantity::temperature:
            // 1/16 degree, and a housing that follows sun and wind.
            return 3600;
        case Quantity::humidity:
            // 1 mV is 0.03 %; the converter's own noise is as much.
            return 1800;
        case Quantity::pm2_5:
        case Quantity::pm10:
            // The whole frame with its counts of particles; one frame may be read ten times.
            return 300;
        case Quantity::noise:
            // 0.1 dB; no street is as even for a minute.
            return 60;
        case Quantity::vibration:
            // 1 mV of root mean square; the accelerometer alone is not as still.
            return 600;
        case Quantity::light:
            // A night is dark to the millivolt for hours.
        case Quantity::supply_voltage:
            // A regulated supply stands within the 25 mV of a step for days.
        case Quantity::supply_current:
            // A steady load within the 50 mA of one.
        case Quantity::tilt:
            // A mast in still air does not move.
        case Quantity::door:
        case Quantity::uv_index:
        case Quantity::wind_speed:
        case Quantity::wind_direction:
            break;
    }
    return 0;
}

/// The first samples follow one another at the shortest period, so that a node has values a second after its reset.
constexpr std::uint16_t first_samples = Filter::window;

}  // namespace

std::optional<std::int32_t> calibrated(std::int32_t measured, const Calibration& calibration,
                                       const modbus::QuantityRow& row) {
    // Whole ten-thousandths apart from the rest: 32 bits do, where the product has 34.
    constexpr std::int32_t one = modbus::gain_of_one;
    const std::int32_t rest = measured % one * calibration.gain;
    const std::int32_t value =
        measured / one * calibration.gain + (rest + (rest < 0 ? -one : one) / 2) / one + calibration.offset;
    const std::int32_t tolerance = (row.high - row.low) / 50;
    if (value < row.low - tolerance || value > row.high + tolerance) {
        return std::nullopt;
    }
    return value < row.low ? row.low : value > row.high ? row.high : value;
}

Sampler::Sampler(Sensors& sensors, const SettingsStore& settings, std::uint32_t now_ms)
    : sensors_(sensors), settings_(settings), first_left_(first_samples), began_ms_(now_ms), finished_ms_(now_ms) {}

std::uint32_t Sampler::period_ms() const {
    return std::uint32_t{100} * (first_left_ > 0 ? shortest_sample_period : settings_.now().sample_period);
}

bool Sampler::is_overdue(std::uint32_t now_ms) const {
    return now_ms - finished_ms_ > 3 * period_ms();
}

void Sampler::read(std::size_t index, std::uint32_t now_ms) {
    const auto& row = modbus::quantities[index];
    const auto reading = sensors_.read(row.quantity, now_ms);
    if (reading && reading->value >= row.low && reading->value <= row.high) {
        filters_[index].good(*reading);
    } else {
        filters_[index].failed();
    }
}

void Sampler::finish(std::uint32_t now_ms) {
    last_.suspicions = 0;
    for (std::size_t i = 0; i < filters_.size(); ++i) {
        const auto& row = modbus::quantities[i];
        const auto value = filters_[i].value();
        last_.values[i] = value ? calibrated(*value, settings_.now().calibration[i], row) : std::nullopt;
        const auto limit = still_limit(row.quantity);
        if (limit != 0 && filters_[i].still_for() >= limit) {
            last_.suspicions |= modbus::bit_of(row.quantity);
        }
    }
    ++last_.sequence;
    first_left_ = static_cast<std::uint16_t>(first_left_ > 0 ? first_left_ - 1 : 0);
    finished_ms_ = now_ms;
}

void Sampler::turn(std::uint32_t now_ms) {
    if (next_ == 0) {
        const bool is_first = first_left_ == first_samples;
        if (!is_first && now_ms - began_ms_ < period_ms()) {
            return;
        }
        // The period is kept on average; what is a whole one late is not made up for.
        const bool is_late = is_first || now_ms - began_ms_ >= 2 * period_ms();
        began_ms_ = is_late ? now_ms : began_ms_ + period_ms();
    }
    read(next_, now_ms);
    next_ = (next_ + 1) % filters_.size();
    if (next_ == 0) {
        finish(now_ms);
    }
}

}  // namespace magpie::node
