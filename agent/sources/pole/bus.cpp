#include "agent/sources/pole/bus.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;

constexpr unsigned most_tries = 3;
constexpr Milliseconds longest_wait = 60s;
constexpr Milliseconds first_wait_for_line = 1s;

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
    if (next == devices_.end() || next->due > now.mono || (!open_ && now.mono < next_open_)) {
        return results;
    }
    if (!open_) {
        if (const auto opened = line.open(); !opened) {
            return line_failed(opened.error(), now);
        }
        open_ = true;
    }
    std::vector<std::uint16_t> words;
    if (const auto answered = ask(line, *next, words)) {
        results.push_back(decoded(*next, words, now));
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
    return open_ ? next->due : std::max(next->due, next_open_);
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
        results.push_back({device.device.sensor, tl::unexpected(reason(error))});
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

BusResult Bus::decoded(Device& device, const std::vector<std::uint16_t>& words, const Now& now) {
    const auto sensor = device.device.sensor;
    if (const auto* table = std::get_if<RegisterTable>(&device.device.kind)) {
        succeed(device, now);
        return {sensor, table->decode(words)};
    }
    auto reading = std::get<SensorNode>(device.device.kind).decode(words, now);
    if (!reading) {
        return give_up(device, reading.error(), now);
    }
    succeed(device, now);
    return {sensor, std::move(*reading)};
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
    return {device.device.sensor, tl::unexpected(reason)};
}

}  // namespace magpie::agent
