#include "agent/citizen/turns.hpp"

#include <algorithm>
#include <utility>

namespace magpie::agent::citizen {

namespace {

/// FNV-1a.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
    }
    return hash;
}

/// The finaliser of SplitMix64: neighbouring numbers become far ones.
std::uint64_t mixed(std::uint64_t number) {
    number = (number ^ (number >> 30)) * 0xbf58476d1ce4e5b9;
    number = (number ^ (number >> 27)) * 0x94d049bb133111eb;
    return number ^ (number >> 31);
}

}  // namespace

Turns::Turns(Settings settings) : settings_(std::move(settings)), seed_(hash_of(settings_.node)) {}

Turns::Turn Turns::of_interval(std::int64_t number) const {
    const auto random = mixed(seed_ + 0x9e3779b97f4a7c15 * static_cast<std::uint64_t>(number));
    const auto turn = settings_.interval / settings_.turns;
    const auto which = static_cast<std::int64_t>(random % settings_.turns);
    // In its first half: the visit is to be over within the turn.
    const auto span = static_cast<std::uint64_t>(std::max<std::int64_t>(1, turn.count() / 2));
    const auto phase = static_cast<std::int64_t>((random >> 32) % span);
    return {.begin = UtcMs{number * settings_.interval + which * turn + Milliseconds{phase}},
            .network = static_cast<std::size_t>(static_cast<std::uint64_t>(number) % settings_.networks)};
}

Turns::Turn Turns::after(UtcMs wall) const {
    auto number = wall.time_since_epoch() / settings_.interval;
    auto turn = of_interval(number);
    while (turn.begin <= wall) {
        turn = of_interval(++number);
    }
    return turn;
}

}  // namespace magpie::agent::citizen
