#include "agent/sources/pole/bus.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;

constexpr unsigned most_tries = 3;
constexpr Milliseconds longest_wait = 60s;
constexpr Milliseconds first_wait_for_line = 1s;
/// Longer than the silence by which a node knows the beginning of a frame.
constexpr Milliseconds between_updates = 15ms;

/// Twice as long each time.
Milliseconds doubled(Milliseconds first, unsigned times) {
    auto wait = first;
    for (; times > 0 && wait < longest_wait; --times) {
        wait *= 2;
    }
    return std::min(wait, std::max(longest_wait, first));
}

std::span<const RegisterRange> ranges_of(const BusDevice& device) {
    if (const auto* table = std::get_if<RegisterTable>(&device.kind)) {
        return table->ranges();
    }
    return SensorNode::ranges();
}

}  // namespace

std::vector<BusResult> Bus::turn(ModbusLine& line, const Now& now) {
    std::vector<BusResult> results;
    const auto next = std::ranges::min_element(devices_, {}, &Device::due);
    if (next == devices_.end() || (!open_ && now.mono < next_open_)) {
        return results;
    }
    if (next->due > now.mono) {
        return open_ && now.mono >= next_update_ ? update(line, now) : results;
    }
    if (!open_) {
        if (const auto opened = line.open(); !opened) {
            return line_failed(opened.error(), now);
        }
        open_ = true;
    }
    std::vector<std::uint16_t> words;
    if (const auto answered = ask(line, *next, words)) {
        decode(*next, words, now, results);
    } else if (is_of_the_line(answered.error())) {
        line.close();
        open_ = false;
        return line_failed(answered.error(), now);
    } else if (auto result = device_failed(*next, answered.error(), now)) {
        results.push_back(std::move(*result));
    }
    opens_failed_ = 0;
    return results;
}

std::optional<Monotonic> Bus::deadline() const {
    const auto next = std::ranges::min_element(devices_, {}, &Device::due);
    if (next == devices_.end()) {
        return std::nullopt;
    }
    const auto due = has_update() ? std::min(next->due, next_update_) : next->due;
    return open_ ? due : std::max(next->due, next_open_);
}

bool Bus::has_update() const {
    return std::ranges::any_of(devices_,
                               [](const Device& one) { return one.device.update && one.device.update->wants_turn(); });
}

std::vector<BusResult> Bus::update(ModbusLine& line, const Now& now) {
    std::vector<BusResult> results;
    for (auto& [device, due, planned, tries, failures] : devices_) {
        if (device.update && device.update->wants_turn()) {
            next_update_ = now.mono + between_updates;
            if (const auto done = device.update->turn(line, device.address, now); !done) {
                results.push_back(
                    {.sensor = device.sensor, .reading = tl::unexpected(done.error()), .is_of_update = true});
            }
            break;
        }
    }
    return results;
}

tl::expected<void, LineError> Bus::ask(ModbusLine& line, const Device& device, std::vector<std::uint16_t>& words) {
    for (const auto& range : ranges_of(device.device)) {
        const auto at = words.size();
        words.resize(at + range.count);
        line.flush();
        if (auto answered = line.read(device.device.address, range, std::span(words).subspan(at)); !answered) {
            return answered;
        }
    }
    return {};
}

std::vector<BusResult> Bus::line_failed(LineError error, const Now& now) {
    next_open_ = now.mono + doubled(first_wait_for_line, opens_failed_++);
    std::vector<BusResult> results;
    for (auto& device : devices_) {
        device.due = next_open_;
        device.tries = 0;
        results.push_back({.sensor = device.device.sensor, .reading = tl::unexpected(reason(error))});
    }
    return results;
}

std::optional<BusResult> Bus::device_failed(Device& device, LineError error, const Now& now) {
    if (device.tries == 0) {
        device.planned = device.due;
    }
    ++device.tries;
    const bool again = is_worth_another_try(error) && device.failures == 0 && device.tries < most_tries;
    if (again) {
        // Not at once: by then an answer that was only late is there, and is flushed.
        device.due = now.mono + timeout_;
        return std::nullopt;
    }
    return give_up(device, reason(error), now);
}

void Bus::decode(Device& device, const std::vector<std::uint16_t>& words, const Now& now,
                 std::vector<BusResult>& results) {
    const auto sensor = device.device.sensor;
    if (const auto* table = std::get_if<RegisterTable>(&device.device.kind)) {
        succeed(device, now);
        results.push_back({.sensor = sensor, .reading = table->decode(words)});
        return;
    }
    auto reading = std::get<SensorNode>(device.device.kind).decode(words, now);
    if (!reading) {
        results.push_back(give_up(device, reading.error(), now));
        return;
    }
    succeed(device, now);
    results.push_back({.sensor = sensor, .reading = std::move(*reading)});
    if (auto& update = device.device.update) {
        if (const auto done = update->polled(SensorNode::identity_in(words), now); !done) {
            results.push_back({.sensor = sensor, .reading = tl::unexpected(done.error()), .is_of_update = true});
        }
    }
}

void Bus::succeed(Device& device, const Now& now) {
    // From the planned moment, so that tries do not shift what follows; what was missed is skipped.
    const auto next = (device.tries > 0 ? device.planned : device.due) + device.device.period;
    device.due = next > now.mono ? next : now.mono + device.device.period;
    device.tries = 0;
    device.failures = 0;
}

BusResult Bus::give_up(Device& device, std::string_view reason, const Now& now) {
    device.due = now.mono + doubled(device.device.period, device.failures++);
    device.tries = 0;
    return {.sensor = device.device.sensor, .reading = tl::unexpected(reason)};
}

}  // namespace magpie::agent
