#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "tests/fleet/city.hpp"
#include "wire/time.hpp"

namespace magpie::fleet {

enum class FaultKind : std::uint8_t {
    hub_cut,    // the line of a hub: its poles go on measuring, and their reports come afterwards
    power_cut,  // the power of a hub's street: its agents die without a word
    rollout,    // new firmware, a tenth of the poles after the other over the duration
    heat,       // fourteen degrees more, until boards throttle
    radar,      // at the poles of a hub: those on a channel with radar detection leave it, until it may be used again
};

/// What goes wrong, when (from the start of the fleet) and where. Without a district chance chooses the hub, and what
/// needs no hub strikes the whole city.
struct Fault {
    FaultKind kind{};
    Milliseconds start{};
    Milliseconds duration{};
    std::string district;
};

/// As on the command line: `hub-cut@60s+120s` or `hub-cut@60s+120s:mapo`. The error is a sentence.
[[nodiscard]] tl::expected<Fault, std::string> parse_fault(std::string_view text);

/// Faults of all kinds by chance, over a day: one every two minutes in the mean, and a rollout and a hot afternoon.
[[nodiscard]] std::vector<Fault> draw_faults(std::uint64_t seed);

/// A moment at which something happens to some poles.
struct Deed {
    enum class What : std::uint8_t { begins, ends };
    Milliseconds at{};
    FaultKind kind{};
    What what{};
    std::vector<std::size_t> poles;
    std::string text;  // for the log: `hub-cut begins: mapo-2: sim-00012 sim-00037`
};

/// The deeds of these faults, in the order of time; the same for the same city. A fault that finds no hub in a city too
/// small is left out.
[[nodiscard]] std::vector<Deed> timeline(const City& city, const std::vector<Fault>& faults);

}  // namespace magpie::fleet
