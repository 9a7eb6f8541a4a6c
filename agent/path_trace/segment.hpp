#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "agent/path_trace/trace.hpp"

namespace magpie::agent {

/// The parts of the way from a phone to the world, from the nearest on.
enum class Segment : std::uint8_t { radio, pole_cable, access_switch, hub, core, outside };

inline constexpr std::string_view segment_words[] = {"radio", "pole_cable", "access_switch", "hub", "core", "outside"};

enum class Finding : std::uint8_t { unknown, good, bad };

/// Where a target stands; it answers only if all before it pass packets on.
enum class TargetClass : std::uint8_t { gateway, hub, core, outside };
inline constexpr std::size_t target_classes = 4;

/// What is known when something is bad.
struct Evidence {
    Finding radio = Finding::unknown;      // of the clients' own part of the way: their retries, their round trip to us
    Finding carrier = Finding::unknown;    // of the uplink
    Finding line = Finding::unknown;       // its errors, speed and duplex
    Finding neighbour = Finding::unknown;  // bad: the switch said by LLDP who it is, and says it no more
    std::array<Finding, target_classes> targets{};
};

/// An address that is known to stand at a place of the way.
struct KnownHop {
    HopAddress address;
    TargetClass place;
};

/// What a trace adds: a router at a known place that answered passes packets on, whatever became of the probes to it.
/// One that is not met says nothing.
[[nodiscard]] Evidence with_trace(Evidence evidence, std::span<const TraceHop> hops, std::span<const KnownHop> known);

/// The segment to blame; nothing where all is good, or nothing is known. What answers proves all that is before it, so
/// a router that does not answer pings is not blamed. Of what cannot be told apart the nearer is named: somebody
/// begins to look there.
[[nodiscard]] std::optional<Segment> to_blame(const Evidence& evidence);

}  // namespace magpie::agent
