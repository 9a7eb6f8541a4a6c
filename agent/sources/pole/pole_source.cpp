#include "agent/sources/pole/pole_source.hpp"

#include <sys/timerfd.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

namespace magpie::agent {

namespace {

/// Readable each second.
files::File each_second() {
    files::File timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    const itimerspec second{.it_interval = {.tv_sec = 1, .tv_nsec = 0}, .it_value = {.tv_sec = 1, .tv_nsec = 0}};
    if (timer && ::timerfd_settime(timer.descriptor(), 0, &second, nullptr) == 0) {
        return timer;
    }
    return {};
}

}  // namespace

PoleSource::PoleSource(const SensorLimits& limits, KernelSettings kernel)
    : sensors_(limits), kernel_(std::move(kernel)) {}

void PoleSource::watch_door(const std::string& name, std::unique_ptr<Contact> contact, const DoorSettings& settings) {
    door_.emplace(Door{sensors_.add({.name = name, .period = settings.period, .is_device = false}),
                       DoorContact(std::move(contact), settings)});
}

bool PoleSource::read_door(const Now& now) {
    if (!door_) {
        return false;
    }
    const auto reading = door_->contact.read(now);
    if (!reading) {
        return false;
    }
    if (!*reading) {
        sensors_.failed(door_->sensor, reason(reading->error()), now);
        return false;
    }
    return sensors_.heard(door_->sensor, **reading, Milliseconds{0}, now);
}

bool PoleSource::read_mains(const Now& now) {
    std::uint64_t seconds = 0;
    [[maybe_unused]] const auto ignored = ::read(second_.descriptor(), &seconds, sizeof seconds);
    return kernel_.read_mains(sensors_, now);
}

bool PoleSource::take(const std::vector<BusResult>& results, const Now& now) {
    bool event = false;
    for (const auto& result : results) {
        if (result.is_of_update) {
            sensors_.update_failed(result.sensor, result.reading.error());
        } else if (result.reading) {
            event |= sensors_.heard(result.sensor, *result.reading, result.took, now);
        } else {
            sensors_.failed(result.sensor, result.reading.error(), now);
        }
    }
    return event;
}

void PoleSource::sample(Readings& readings, const Now& now) {
    kernel_.read(sensors_, now);
    if (!second_ && kernel_.has_mains()) {
        second_ = each_second();
    }
    read_door(now);
    sensors_.write(readings, now);
    if (const auto left_out = kernel_.left_out(); left_out > 0) {
        readings.count<"node_source_failures_total">(static_cast<double>(left_out), "pole", "too_many_sensors");
    }
}

}  // namespace magpie::agent
