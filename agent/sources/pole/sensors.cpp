#include "agent/sources/pole/sensors.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent {

namespace {

constexpr unsigned failures_until_down = 3;
constexpr int periods_until_stale = 3;
// Back below the limit by so much, or a mast that sways at it would be an event each second.
constexpr double tilt_slack = 0.5;
constexpr double temperature_slack = 3;
constexpr double power_slack = 0.02;  // of the limit

std::optional<double> value_of(const std::map<Quantity, ValueJudge>& values, Quantity quantity) {
    const auto found = values.find(quantity);
    // What has jumped is no alarm before it is believed.
    if (found == values.end() || found->second.quality() == Quality::jumped) {
        return std::nullopt;
    }
    return found->second.value();
}

void set_value(Readings& readings, Quantity quantity, double value, const std::string& sensor) {
    switch (quantity) {
        case Quantity::temperature:
            return readings.set<"pole_temperature_celsius">(value, sensor);
        case Quantity::humidity:
            return readings.set<"pole_humidity_ratio">(value, sensor);
        case Quantity::pm2_5:
            return readings.set<"pole_pm2_5_grams_per_cubic_meter">(value, sensor);
        case Quantity::pm10:
            return readings.set<"pole_pm10_grams_per_cubic_meter">(value, sensor);
        case Quantity::noise:
            return readings.set<"pole_noise_decibels">(value, sensor);
        case Quantity::light:
            return readings.set<"pole_illuminance_lux">(value, sensor);
        case Quantity::supply_voltage:
            return readings.set<"pole_supply_volts">(value, sensor);
        case Quantity::supply_current:
            return readings.set<"pole_supply_amperes">(value, sensor);
        case Quantity::tilt:
            return readings.set<"pole_tilt_degrees">(value, sensor);
        case Quantity::uv_index:
            return readings.set<"pole_uv_index">(value, sensor);
        case Quantity::wind_speed:
            return readings.set<"pole_wind_speed_meters_per_second">(value, sensor);
        case Quantity::wind_direction:
            return readings.set<"pole_wind_direction_degrees">(value, sensor);
        case Quantity::vibration:
            return readings.set<"pole_vibration_meters_per_second_squared">(value, sensor);
        case Quantity::door:
            return;  // an event
    }
}

}  // namespace

std::size_t Sensors::add(SensorSettings settings) {
    const auto taken = [&](const std::string& name) {
        return std::ranges::any_of(sensors_, [&](const Sensor& sensor) { return sensor.settings.name == name; });
    };
    auto unique = settings.name;
    for (int number = 2; taken(unique); ++number) {
        unique = settings.name + "-" + std::to_string(number);
    }
    settings.name = std::move(unique);
    sensors_.push_back({.settings = std::move(settings)});
    return sensors_.size() - 1;
}

bool Sensors::heard(std::size_t index, const SensorReading& reading, Milliseconds answered_in, const Now& now) {
    auto& sensor = sensors_[index];
    sensor.heard_at = now.mono;
    sensor.failures_in_a_row = 0;
    ++sensor.readings;
    if (!reading.model.empty() || !reading.version.empty()) {
        sensor.model = reading.model;
        sensor.version = reading.version;
    }
    if (!reading.restarted.empty()) {
        ++sensor.restarts[std::string(reading.restarted)];
    }
    if (answered_in > Milliseconds{0}) {
        sensor.longest_answer =
            sensor.answered_since_report ? std::max(sensor.longest_answer, answered_in) : answered_in;
        sensor.answered_since_report = true;
    }
    for (const auto& measured : reading.values) {
        auto& judge = sensor.values.try_emplace(measured.quantity, measured.quantity).first->second;
        judge.hear(measured.value, measured.suspect, measured.out_of_range, now);
    }
    sensor.battery_charge = reading.battery_charge;
    sensor.events = events_of(sensor, reading);
    const bool opened = count_openings(sensor, reading, sensor.events);
    const bool changed = remember(sensor.known, sensor.events);
    return opened || changed;
}

bool Sensors::remember(Events& known, const Events& events) {
    bool changed = false;
    const auto remember_one = [&](std::optional<bool>& before, const std::optional<bool>& now, bool well) {
        if (now) {
            changed |= *now != before.value_or(well);
            before = now;
        }
    };
    remember_one(known.door_open, events.door_open, false);
    remember_one(known.tilted, events.tilted, false);
    remember_one(known.overheated, events.overheated, false);
    remember_one(known.power_good, events.power_good, true);
    return changed;
}

Sensors::Events Sensors::events_of(const Sensor& sensor, const SensorReading& reading) const {
    const auto above = [&](Quantity quantity, double limit, double slack, const std::optional<bool>& before) {
        const auto value = value_of(sensor.values, quantity);
        return value ? std::optional(*value > (before.value_or(false) ? limit - slack : limit)) : std::nullopt;
    };
    const auto& before = sensor.known;
    Events events;
    if (const auto door = value_of(sensor.values, Quantity::door)) {
        events.door_open = *door != 0;
    }
    events.tilted = above(Quantity::tilt, limits_.tilt_degrees, tilt_slack, before.tilted);
    events.overheated = above(Quantity::temperature, limits_.temperature_celsius, temperature_slack, before.overheated);
    events.power_good = reading.power_good;
    if (const double limit = limits_.power_lost_below_volts; !events.power_good && limit > 0) {
        const bool was_lost = !before.power_good.value_or(true);
        const auto enough = above(Quantity::supply_voltage, was_lost ? limit * (1 + power_slack) : limit, 0, {});
        events.power_good = enough;
    }
    return events;
}

bool Sensors::count_openings(Sensor& sensor, const SensorReading& reading, const Events& now) {
    if (reading.door_openings) {
        const bool more = sensor.door_openings && *reading.door_openings > *sensor.door_openings;
        sensor.door_openings = reading.door_openings;
        return more;
    }
    if (now.door_open) {
        // There from the start, at 0: what begins at 1 has risen for nobody.
        auto& openings = sensor.door_openings;
        openings = openings.value_or(0);
        openings = *openings + (*now.door_open && !sensor.known.door_open.value_or(true) ? 1 : 0);
    }
    return false;
}

void Sensors::failed(std::size_t index, std::string_view reason, const Now& /*now*/) {
    auto& sensor = sensors_[index];
    ++sensor.failures_in_a_row;
    ++sensor.failures[std::string(reason)];
}

void Sensors::update_failed(std::size_t index, std::string_view reason) {
    ++sensors_[index].failures[std::string(reason)];
}

bool Sensors::is_fresh(const Sensor& sensor, const Now& now) {
    return sensor.heard_at && now.mono - *sensor.heard_at <= periods_until_stale * sensor.settings.period;
}

std::optional<bool> Sensors::is_up(const Sensor& sensor, const Now& now) {
    if (!sensor.heard_at && sensor.failures_in_a_row == 0) {
        return std::nullopt;
    }
    return is_fresh(sensor, now) && sensor.failures_in_a_row < failures_until_down;
}

void Sensors::write(Readings& readings, const Now& now) {
    if (sensors_.empty()) {
        return;
    }
    std::optional<bool> any_is_up;
    for (auto& sensor : sensors_) {
        write(readings, sensor, now);
        if (const auto up = is_up(sensor, now)) {
            any_is_up = any_is_up.value_or(false) || *up;
        }
    }
    if (any_is_up) {
        readings.set<"node_source_up">(*any_is_up ? 1 : 0, "pole");
    }
}

void Sensors::write(Readings& readings, Sensor& sensor, const Now& now) {
    const auto& name = sensor.settings.name;
    const bool fresh = is_fresh(sensor, now);
    if (const auto up = is_up(sensor, now)) {
        readings.set<"pole_sensor_up">(*up ? 1 : 0, name);
        if (*up && sensor.settings.is_device) {
            readings.device({name, sensor.model, sensor.version});
        }
    }
    readings.count<"pole_sensor_readings_total">(static_cast<double>(sensor.readings), name);
    for (const auto& [reason, count] : sensor.failures) {
        readings.count<"pole_sensor_failures_total">(static_cast<double>(count), name, reason);
    }
    for (const auto& [reason, count] : sensor.restarts) {
        readings.count<"pole_sensor_restarts_total">(static_cast<double>(count), name, reason);
    }
    if (!sensor.heard_at) {
        return;
    }
    if (!sensor.model.empty() || !sensor.version.empty()) {
        readings.set<"pole_sensor_info">(1, name, sensor.model, sensor.version);
    }
    if (sensor.longest_answer > Milliseconds{0}) {
        readings.set<"pole_sensor_answer_seconds">(std::chrono::duration<double>(sensor.longest_answer).count(), name);
        sensor.answered_since_report = false;
    }
    readings.set<"pole_value_age_seconds">(std::chrono::duration<double>(now.mono - *sensor.heard_at).count(), name);
    if (sensor.door_openings) {
        readings.count<"pole_door_openings_total">(static_cast<double>(*sensor.door_openings), name);
    }
    write_values(readings, sensor, fresh);
    if (fresh) {
        write_events(readings, sensor);
    }
}

void Sensors::write_values(Readings& readings, const Sensor& sensor, bool fresh) {
    const auto& name = sensor.settings.name;
    for (const auto& [quantity, judge] : sensor.values) {
        const auto quality = fresh ? judge.quality() : Quality::stale;
        readings.set<"pole_value_quality">(static_cast<double>(quality), name, modbus::row_of(quantity).name);
        if (const auto value = judge.value(); fresh && value) {
            set_value(readings, quantity, *value, name);
        }
    }
}

void Sensors::write_events(Readings& readings, const Sensor& sensor) {
    const auto& name = sensor.settings.name;
    const auto set = [](const std::optional<bool>& event, const auto& tell) {
        if (event) {
            tell(*event ? 1 : 0);
        }
    };
    set(sensor.events.door_open, [&](double value) { readings.set<"pole_door_open">(value, name); });
    set(sensor.events.tilted, [&](double value) { readings.set<"pole_tilted">(value, name); });
    set(sensor.events.overheated, [&](double value) { readings.set<"pole_overheated">(value, name); });
    set(sensor.events.power_good, [&](double value) { readings.set<"pole_power_good">(value, name); });
    if (sensor.battery_charge) {
        readings.set<"pole_battery_charge_ratio">(*sensor.battery_charge, name);
    }
}

}  // namespace magpie::agent
