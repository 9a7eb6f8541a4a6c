#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "agent/path/targets.hpp"
#include "agent/path_trace/trace.hpp"

namespace magpie::agent {

/// The parts of the way from a phone to the world, from the nearest on.
enum class PathSegment : std::uint8_t { radio, pole_cable, access_switch, hub, core, outside };

inline constexpr std::array<std::string_view, 6> segment_words{"radio", "pole_cable", "access_switch",
                                                               "hub",   "core",       "outside"};

enum class Finding : std::uint8_t { unknown, good, bad };

/// Of targets by their class, from the nearest on; one answers only if all before it pass packets on.
using Findings = std::array<Finding, target_class_words.size()>;

/// What is known when something is bad.
struct PathEvidence {
    Finding radio = Finding::unknown;      // of the clients' own part of the way
    Finding carrier = Finding::unknown;    // of the uplink
    Finding line = Finding::unknown;       // its errors, speed and duplex
    Finding neighbour = Finding::unknown;  // bad: the switch said by LLDP who it is, and says it no more
    Findings targets{};
    Findings quality{};  // of those that are reached: whether packets pass as they should; bad: lost, or late
};

/// An address that is known to stand at a place of the way.
struct KnownHop {
    HopAddress address;
    TargetClass place;
};

/// What a trace adds: a router at a known place that answered passes packets on, whatever became of the probes to it.
/// One that is not met says nothing.
[[nodiscard]] PathEvidence with_trace(PathEvidence evidence, std::span<const TraceHop> hops,
                                      std::span<const KnownHop> known);

/// The first that is bad behind the last that is good, for what is good proves all that is before it.
[[nodiscard]] std::optional<TargetClass> first_bad(const Findings& findings);

/// The segment to blame; nothing where all is good, or nothing is known. What answers proves all that is before it, so
/// a router that does not answer pings is not blamed; what is not reached at all comes before what is reached badly. Of
/// what cannot be told apart the nearer is named: somebody begins to look there.
[[nodiscard]] std::optional<PathSegment> to_blame(const PathEvidence& evidence);

}  // namespace magpie::agent
