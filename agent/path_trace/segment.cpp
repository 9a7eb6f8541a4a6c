#include "agent/path_trace/segment.hpp"

#include <algorithm>

namespace magpie::agent {

namespace {

/// The first that is bad behind the last that is good.
std::optional<TargetClass> first_bad(const PathEvidence& evidence) {
    std::size_t begin = 0;
    for (std::size_t place = 0; place < evidence.targets.size(); ++place) {
        begin = evidence.targets[place] == Finding::good ? place + 1 : begin;
    }
    for (auto place = begin; place < evidence.targets.size(); ++place) {
        if (evidence.targets[place] == Finding::bad) {
            return static_cast<TargetClass>(place);
        }
    }
    return std::nullopt;
}

/// Nothing answers behind the pole: its line, the switch it is at, or what is behind that.
PathSegment before_the_gateway(const PathEvidence& evidence) {
    if (evidence.carrier == Finding::bad || evidence.line == Finding::bad) {
        return PathSegment::pole_cable;
    }
    switch (evidence.neighbour) {
        case Finding::good:
            return PathSegment::hub;  // the switch lives, and we hear it
        case Finding::bad:
            return PathSegment::access_switch;
        case Finding::unknown:
            break;
    }
    return evidence.carrier == Finding::good ? PathSegment::access_switch : PathSegment::pole_cable;
}

}  // namespace

PathEvidence with_trace(PathEvidence evidence, std::span<const TraceHop> hops, std::span<const KnownHop> known) {
    for (const auto& hop : hops) {
        for (const auto& [address, place] : known) {
            if (hop.from == address) {
                evidence.targets[static_cast<std::size_t>(place)] = Finding::good;
            }
        }
    }
    return evidence;
}

std::optional<PathSegment> to_blame(const PathEvidence& evidence) {
    const bool any_good = std::ranges::find(evidence.targets, Finding::good) != evidence.targets.end();
    if (const auto bad = first_bad(evidence)) {
        if (!any_good) {
            return before_the_gateway(evidence);
        }
        switch (*bad) {
            case TargetClass::gateway:  // nothing before it is good
            case TargetClass::hub:
                return PathSegment::hub;
            case TargetClass::core:
                return PathSegment::core;
            case TargetClass::outside:
                return PathSegment::outside;
        }
    }
    if (evidence.carrier == Finding::bad || evidence.line == Finding::bad) {
        return PathSegment::pole_cable;
    }
    return evidence.radio == Finding::bad ? std::optional(PathSegment::radio) : std::nullopt;
}

}  // namespace magpie::agent
