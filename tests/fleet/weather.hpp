#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "tests/fleet/city.hpp"
#include "tests/fleet/fault.hpp"
#include "wire/time.hpp"

namespace magpie::fleet {

/// What goes wrong, when (from the start of the fleet) and where. Without a district chance chooses the hub, and what
/// needs no hub (a rollout, heat) strikes the whole city.
struct Fault {
    FaultKind kind{};
    Milliseconds start{};
    Milliseconds duration{};
    std::string district{};
    std::size_t poles = 0;  // of the hub, at most; 0: all of them
};

/// As on the command line: `hub-cut@60s+120s`, `hub-cut@60s+120s:mapo` or `radio-hang@60s+120s:mapo#2`. The error is a
/// sentence.
[[nodiscard]] tl::expected<Fault, std::string> parse_fault(std::string_view text);

/// Faults of all kinds by chance, over a day: in the street and along the lines one every two minutes in the mean, and
/// a rollout and a hot afternoon; and as often one of single poles and their air, one of masts, and one of how clients
/// fare.
[[nodiscard]] std::vector<Fault> draw_faults(std::uint64_t seed);

/// All connections end at one moment, and each pole comes back at some time within `within` of it.
struct Storm {
    Milliseconds at{};
    Milliseconds within{};
};

/// As on the command line: `60+10`, in whole seconds. The error is a sentence.
[[nodiscard]] tl::expected<Storm, std::string> parse_storm(std::string_view text);

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
