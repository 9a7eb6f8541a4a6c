#include "agent/path/schedule.hpp"

namespace magpie::agent {

Schedule::Schedule(const std::vector<Milliseconds>& intervals, std::size_t at_once, std::uint32_t seed)
    : at_once_(at_once), random_(seed) {
    for (const auto interval : intervals) {
        turns_.push_back({.interval = interval});
    }
}

void Schedule::begin(const Now& now) {
    for (auto& turn : turns_) {
        std::uniform_int_distribution<Milliseconds::rep> within(0, turn.interval.count() - 1);
        turn.next = now.mono + Milliseconds{within(random_)};
    }
}

const Schedule::Turn* Schedule::first() const {
    const Turn* first = nullptr;
    for (const auto& turn : turns_) {
        if (!turn.under_way && (first == nullptr || turn.next < first->next)) {
            first = &turn;
        }
    }
    return first;
}

std::optional<std::size_t> Schedule::take(const Now& now) {
    const auto* const turn = under_way_ < at_once_ ? first() : nullptr;
    if (turn == nullptr || turn->next > now.mono) {
        return std::nullopt;
    }
    const auto which = static_cast<std::size_t>(turn - turns_.data());
    auto& taken = turns_[which];
    const auto slots = (now.mono - taken.next) / taken.interval;
    missed_ += static_cast<std::uint64_t>(slots);
    taken.next += (slots + 1) * taken.interval;
    taken.under_way = true;
    ++under_way_;
    return which;
}

void Schedule::ended(std::size_t which) {
    turns_[which].under_way = false;
    --under_way_;
}

std::optional<Monotonic> Schedule::deadline() const {
    const auto* const turn = under_way_ < at_once_ ? first() : nullptr;
    return turn == nullptr ? std::nullopt : std::optional(turn->next);
}

}  // namespace magpie::agent
