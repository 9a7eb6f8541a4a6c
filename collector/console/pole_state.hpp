#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

namespace magpie::collector::console {

/// How a pole is, worst first: of several that hold the first is told.
enum class State : std::uint8_t {
    down,            // it died
    critical,        // a critical alarm of it is open
    problem,         // another alarm is
    missing,         // in the inventory or known from before a restart, and not heard
    unregistered,    // heard, and not in the inventory that there is
    ok,              //
    decommissioned,  // people took it out of service, whatever else it is
};
inline constexpr std::string_view state_words[] = {"down",         "critical", "problem",       "missing",
                                                   "unregistered", "ok",       "decommissioned"};
inline constexpr std::size_t states = std::size(state_words);

/// Poles by State.
using StateCounts = std::array<std::uint32_t, states>;

/// A set of states.
class StateSet {
  public:
    void add(State state) { bits_ = static_cast<std::uint8_t>(bits_ | bit(state)); }
    [[nodiscard]] bool has(State state) const { return (bits_ & bit(state)) != 0; }
    [[nodiscard]] static StateSet all() {
        StateSet set;
        set.bits_ = (1U << states) - 1;
        return set;
    }

  private:
    static std::uint8_t bit(State state) { return static_cast<std::uint8_t>(1U << static_cast<unsigned>(state)); }

    std::uint8_t bits_ = 0;
};

}  // namespace magpie::collector::console
