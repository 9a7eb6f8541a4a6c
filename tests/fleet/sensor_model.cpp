#include "tests/fleet/sensor_model.hpp"

#include <algorithm>
#include <cmath>

#include "tests/fleet/rhythm.hpp"

namespace magpie::fleet {

namespace {

constexpr const char* name = "mast";
constexpr const char* supply = "mains";
constexpr std::array<std::string_view, 11> quantities{"temperature", "humidity", "pm2_5",          "pm10",
                                                      "noise",       "light",    "supply_voltage", "supply_current",
                                                      "door",        "tilt",     "vibration"};
constexpr double polls_a_second = 0.5;
constexpr double stale_after = 6;  // seconds: three polls
constexpr double battery_seconds = 3600;
constexpr double leans_after_a_hit = 14;  // degrees
constexpr double tilt_limit = 5;
constexpr double temperature_limit = 75;

enum Quality : std::uint8_t { good = 0, stale = 1, stuck = 3 };

double to_step(double value, double step) {
    return std::round(value / step) * step;
}

}  // namespace

SensorModel::SensorModel(const Site& site, Dice dice)
    : type_(site.type),
      dice_(dice),
      own_celsius_(0.6 * dice_.normal()),
      own_dust_(std::exp(0.15 * dice_.normal())),
      upright_(std::abs(0.5 * dice_.normal())) {}

void SensorModel::suffers(FaultKind kind, bool begins) {
    openings_ += kind == FaultKind::door_open && begins && !faults_.has(kind) ? 1 : 0;
    faults_.set(kind, begins);
}

void SensorModel::passes(double seconds, double hour) {
    const double polls = polls_a_second * seconds;
    charge_ =
        std::clamp(charge_ + (faults_.has(FaultKind::mains_cut) ? -1 : 0.2) * seconds / battery_seconds, 0.0, 1.0);
    if (faults_.has(FaultKind::sensor_silent)) {
        timeouts_ += polls;
        age_ += seconds;
        return;
    }
    readings_ += polls;
    age_ = 1 / polls_a_second * dice_.unit();
    answer_ = dice_.between(0.045, 0.08);
    const double air = summer_air(hour) + own_celsius_ + (faults_.has(FaultKind::heat) ? 14 : 0) +
                       (faults_.has(FaultKind::sensor_drift) ? 12 : 0);
    celsius_ += (air - celsius_) * (1 - std::exp(-seconds / 120)) + 0.03 * dice_.normal();
    if (!faults_.has(FaultKind::sensor_stuck)) {
        humidity_ = std::clamp(0.62 - 0.03 * (summer_air(hour) - 27) + 0.01 * dice_.normal(), 0.1, 1.0);
    }
    // Traffic stirs up dust, and makes the noise.
    const double people = crowd(type_, hour);
    dust_ += (own_dust_ * (14e-6 + 12e-6 * people) - dust_) * (1 - std::exp(-seconds / 600)) + 4e-7 * dice_.normal();
    dust_ = std::max(dust_, 1e-6);
    noise_ = 48 + 18 * people + 2 * dice_.normal();
    const double sun = std::max(0.0, std::sin((hour - 6) / 12 * 3.14159265));
    lux_ = 15 + 60000 * sun * dice_.between(0.8, 1.0);
    vibration_ = 0.02 + 0.03 * people * dice_.unit();
}

void SensorModel::write(agent::Readings& readings) const {
    const bool silent = faults_.has(FaultKind::sensor_silent);
    readings.set<"node_source_up">(1, "pole");
    readings.set<"pole_sensor_up">(silent ? 0 : 1, name);
    readings.count<"pole_sensor_readings_total">(std::floor(readings_), name);
    if (timeouts_ >= 1) {
        readings.count<"pole_sensor_failures_total">(std::floor(timeouts_), name, "timeout");
    }
    readings.set<"pole_value_age_seconds">(to_step(age_, 0.1), name);
    write_quality(readings);
    if (!silent) {
        readings.device({name, "magpie-node", "1.0"});
        readings.set<"pole_sensor_info">(1, name, "magpie-node", "1.0");
        readings.set<"pole_sensor_answer_seconds">(to_step(answer_, 0.001), name);
    }
    if (age_ < stale_after) {
        write_air(readings);
        write_pole(readings);
    }
    readings.set<"pole_power_good">(faults_.has(FaultKind::mains_cut) ? 0 : 1, supply);
    readings.set<"pole_battery_charge_ratio">(to_step(charge_, 0.01), "battery");
}

void SensorModel::write_quality(agent::Readings& readings) const {
    for (const auto quantity : quantities) {
        const bool is_stuck = faults_.has(FaultKind::sensor_stuck) && quantity == "humidity";
        readings.set<"pole_value_quality">(age_ >= stale_after ? stale : is_stuck ? stuck : good, name, quantity);
    }
}

void SensorModel::write_air(agent::Readings& readings) const {
    readings.set<"pole_temperature_celsius">(to_step(celsius_, 0.01), name);
    readings.set<"pole_overheated">(celsius_ > temperature_limit ? 1 : 0, name);
    readings.set<"pole_humidity_ratio">(to_step(humidity_, 0.0001), name);
    readings.set<"pole_pm2_5_grams_per_cubic_meter">(to_step(dust_, 1e-6), name);
    readings.set<"pole_pm10_grams_per_cubic_meter">(to_step(1.6 * dust_, 1e-6), name);
    readings.set<"pole_noise_decibels">(to_step(noise_, 0.1), name);
    readings.set<"pole_illuminance_lux">(to_step(lux_, 1), name);
}

void SensorModel::write_pole(agent::Readings& readings) const {
    const bool cut = faults_.has(FaultKind::mains_cut);
    const double tilt = upright_ + (faults_.has(FaultKind::mast_hit) ? leans_after_a_hit : 0);
    readings.set<"pole_supply_volts">(to_step(cut ? 11.2 + 1.2 * charge_ : 13.6, 0.01), name);
    readings.set<"pole_supply_amperes">(to_step(1.1 + 2 * vibration_, 0.01), name);
    readings.set<"pole_door_open">(faults_.has(FaultKind::door_open) ? 1 : 0, name);
    readings.count<"pole_door_openings_total">(static_cast<double>(openings_), name);
    readings.set<"pole_tilt_degrees">(to_step(tilt, 0.01), name);
    readings.set<"pole_tilted">(tilt > tilt_limit ? 1 : 0, name);
    readings.set<"pole_vibration_meters_per_second_squared">(to_step(vibration_, 0.001), name);
}

}  // namespace magpie::fleet
