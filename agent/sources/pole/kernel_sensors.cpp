#include "agent/sources/pole/kernel_sensors.hpp"

#include <fnmatch.h>

#include <algorithm>
#include <utility>

#include "agent/sources/pole/iio.hpp"
#include "agent/sources/pole/power_monitor.hpp"
#include "agent/sources/pole/power_supply.hpp"

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t longest_name = 48;
constexpr auto look_every = 60s;
constexpr auto leave_alone = 10min;

}  // namespace

bool KernelSensors::read(Sensors& sensors, const Now& now) {
    if (!next_look_ || now.mono >= *next_look_) {
        next_look_ = now.mono + look_every;
        look(sensors, now);
    }
    bool event = false;
    for (auto& known : known_) {
        if (now.mono >= known.due) {
            event |= read_one(known, sensors, now);
        }
    }
    return event;
}

bool KernelSensors::has_mains() const {
    return std::ranges::any_of(known_, &Known::is_mains);
}

bool KernelSensors::read_mains(Sensors& sensors, const Now& now) {
    bool event = false;
    for (auto& known : known_) {
        if (known.is_mains && !known.left_alone) {
            event |= read_one(known, sensors, now);
        }
    }
    return event;
}

bool KernelSensors::read_one(Known& known, Sensors& sensors, const Now& now) {
    const auto reading = known.read(files_);
    known.left_alone = !reading;
    if (!reading) {
        sensors.failed(known.sensor, reason(reading.error()), now);
        known.due = now.mono + (reading.error() == ReadError::missing ? look_every : leave_alone);
        return false;
    }
    known.due = now.mono + settings_.period;
    known.is_mains = reading->power_good.has_value();
    return sensors.heard(known.sensor, *reading, Milliseconds{0}, now);
}

void KernelSensors::look(Sensors& sensors, const Now& now) {
    left_out_ = 0;
    for (const auto& directory : power_supplies(settings_.sys)) {
        found(
            sensors, directory.substr(directory.rfind('/') + 1), directory,
            [directory](FileReader& files) { return read_power_supply(files, directory); }, now);
    }
    for (const auto& channel : power_channels(files_, settings_.sys)) {
        found(
            sensors, channel.name, channel.current,
            [channel](FileReader& files) { return read_power_channel(files, channel); }, now);
    }
    for (const auto& device : iio_devices(files_, settings_.sys)) {
        found(
            sensors, device.name, device.directory,
            [device](FileReader& files) { return read_iio_device(files, device); }, now);
    }
}

void KernelSensors::found(Sensors& sensors, const std::string& name, const std::string& path, Read read,
                          const Now& now) {
    const auto is_it = [&](const Known& known) { return known.path == path; };
    const auto is_excluded = [&](const std::string& pattern) {
        return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
    };
    if (name.empty() || std::ranges::any_of(known_, is_it) || std::ranges::any_of(settings_.exclude, is_excluded)) {
        return;
    }
    if (known_.size() == most_sensors) {
        ++left_out_;
        return;
    }
    const auto sensor =
        sensors.add({.name = name.substr(0, longest_name), .period = settings_.period, .is_device = false});
    known_.push_back({.path = path, .sensor = sensor, .read = std::move(read), .due = now.mono});
}

}  // namespace magpie::agent
