#include "agent/capture/air/flood.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::agent {

namespace {

constexpr std::size_t most_targets = 64;
constexpr std::chrono::seconds rate_window{1};
/// Tools that send all of a flood under one number leave it to no driver to repeat them.
constexpr std::chrono::milliseconds repetition{20};

}  // namespace

template <std::size_t size>
bool Flood::Last<size>::add(CaptureTime at) {
    times_[count_++ % size] = at;
    return count_ >= size && at - times_[count_ % size] <= rate_window;
}

bool Flood::is_repetition(const Leave& leave, const Target& target) {
    return std::ranges::any_of(target.counted, [&](const Counted& counted) {
        const auto since = leave.at - counted.at;
        return counted.sequence == leave.sequence && counted.everybody == leave.everybody &&
               since <= (leave.retry ? std::chrono::milliseconds(rate_window) : repetition);
    });
}

bool Flood::hear(const Leave& leave) {
    if (targets_.size() == most_targets && !targets_.contains(leave.bssid)) {
        targets_.erase(std::ranges::min_element(targets_, {}, [](const auto& target) { return target.second.at; }));
    }
    auto& target = targets_[leave.bssid];
    if (is_repetition(leave, target)) {
        return false;
    }
    target.at = leave.at;
    target.counted[target.next++ % target.counted.size()] = {leave.everybody, leave.sequence, leave.at};
    // Both are asked: each remembers.
    const bool too_many = target.all.add(leave.at);
    const bool too_many_to_everybody = leave.everybody && target.everybody.add(leave.at);
    return too_many || too_many_to_everybody;
}

}  // namespace magpie::agent
