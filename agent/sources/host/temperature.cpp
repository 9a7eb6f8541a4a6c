#include "agent/sources/host/temperature.hpp"

#include <algorithm>
#include <utility>

#include "agent/files/fields.hpp"
#include "wire/catalogue/catalogue.hpp"

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_name = 48;
constexpr std::size_t most_candidates = 64;
constexpr auto look_every = 60s;
constexpr auto leave_alone = 10min;

std::string text_in(FileReader& files, const std::string& path) {
    const auto text = files.read(path);
    return text ? std::string(trimmed(*text).substr(0, longest_name)) : std::string();
}

}  // namespace

std::optional<double> parse_temperature(std::string_view text) {
    const auto millidegrees = number_of<int>(trimmed(text));
    if (!millidegrees) {
        return std::nullopt;
    }
    return *millidegrees / 1000.0;
}

void TemperatureSensors::read(FileReader& files, const Now& now, std::vector<Temperature>& temperatures,
                              SourceHealth& health) {
    temperatures.clear();
    if (!next_look_ || now.mono >= *next_look_) {
        next_look_ = now.mono + look_every;
        std::erase_if(left_alone_, [&](const auto& entry) { return entry.second <= now.mono; });
        look(files, health);
    }
    for (auto& sensor : sensors_) {
        if (sensor.failed) {
            continue;
        }
        const auto text = files.read(sensor.path);
        if (!text) {
            sensor.failed = true;
            health.failed(reason(text.error()));
            if (text.error() != ReadError::missing) {
                left_alone_.insert_or_assign(sensor.path, now.mono + leave_alone);
            }
            continue;
        }
        const auto celsius = parse_temperature(*text);
        if (!celsius) {
            health.failed("malformed");
        } else if (*celsius < catalogue::rows::air_temperature.low ||
                   *celsius > catalogue::rows::air_temperature.high) {
            health.failed("implausible");
        } else {
            temperatures.push_back({sensor.name, *celsius});
        }
    }
}

void TemperatureSensors::look(FileReader& files, SourceHealth& health) {
    sensors_.clear();
    std::vector<std::string> zone_types;
    look_for_zones(files, zone_types);
    look_for_chips(files, zone_types);
    std::erase_if(sensors_, [&](const Sensor& sensor) { return left_alone_.contains(sensor.path); });
    if (sensors_.size() > most_sensors) {
        for (auto left_out = sensors_.size() - most_sensors; left_out > 0; --left_out) {
            health.failed("too_many_sensors");
        }
        sensors_.resize(most_sensors);
    }
}

void TemperatureSensors::look_for_zones(FileReader& files, std::vector<std::string>& zone_types) {
    const auto thermal = sys_ + "/class/thermal/";
    for (const auto& zone : names_in(thermal, "thermal_zone")) {
        auto type = text_in(files, thermal + zone + "/type");
        if (!type.empty()) {
            zone_types.push_back(type);
            add(std::move(type), thermal + zone + "/temp");
        }
    }
}

void TemperatureSensors::look_for_chips(FileReader& files, const std::vector<std::string>& zone_types) {
    // thermal_hwmon.c names its chip after the zone, with '_' for each '-'.
    const auto mirrors_zone = [&](const std::string& chip) {
        return std::ranges::any_of(zone_types, [&](std::string type) {
            std::ranges::replace(type, '-', '_');
            return type == chip;
        });
    };
    const auto hwmon = sys_ + "/class/hwmon/";
    for (const auto& directory : names_in(hwmon, "hwmon")) {
        const auto chip = text_in(files, hwmon + directory + "/name");
        if (chip.empty() || mirrors_zone(chip)) {
            continue;
        }
        const auto base = hwmon + directory + '/';
        for (const auto& input : names_in(base, "temp", 256)) {
            if (!input.ends_with("_input")) {
                continue;
            }
            const auto channel = input.substr(0, input.size() - std::string_view("_input").size());
            auto label_path = base + channel;
            label_path += "_label";
            const auto label = text_in(files, label_path);
            auto name = chip + ':';
            name += label.empty() ? channel : label;
            add(std::move(name), base + input);
        }
    }
}

void TemperatureSensors::add(std::string name, std::string path) {
    if (sensors_.size() == most_candidates) {
        return;
    }
    const auto taken = [&](const std::string& candidate) {
        return std::ranges::any_of(sensors_, [&](const Sensor& sensor) { return sensor.name == candidate; });
    };
    name.resize(std::min(name.size(), longest_name));
    auto unique = name;
    for (int number = 2; taken(unique); ++number) {
        const auto suffix = "-" + std::to_string(number);
        unique = name.substr(0, longest_name - suffix.size()) + suffix;
    }
    sensors_.push_back({std::move(unique), std::move(path)});
}

}  // namespace magpie::agent
