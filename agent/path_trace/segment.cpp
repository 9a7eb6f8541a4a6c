#include "agent/path_trace/segment.hpp"

#include <algorithm>

namespace magpie::agent {

namespace {

bool any_good(const Findings& findings) {
    return std::ranges::find(findings, Finding::good) != findings.end();
}

PathSegment before(TargetClass bad) {
    switch (bad) {
        case TargetClass::gateway:  // nothing before it is good
        case TargetClass::hub:
            break;
        case TargetClass::core:
            return PathSegment::core;
        case TargetClass::outside:
            return PathSegment::outside;
    }
    return PathSegment::hub;
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

std::optional<TargetClass> first_bad(const Findings& findings) {
    std::size_t begin = 0;
    for (std::size_t place = 0; place < findings.size(); ++place) {
        begin = findings[place] == Finding::good ? place + 1 : begin;
    }
    for (auto place = begin; place < findings.size(); ++place) {
        if (findings[place] == Finding::bad) {
            return static_cast<TargetClass>(place);
        }
    }
    return std::nullopt;
}

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
    if (const auto bad = first_bad(evidence.targets)) {
        return any_good(evidence.targets) ? before(*bad) : before_the_gateway(evidence);
    }
    if (evidence.carrier == Finding::bad || evidence.line == Finding::bad) {
        return PathSegment::pole_cable;
    }
    if (const auto bad = first_bad(evidence.quality)) {
        if (any_good(evidence.quality)) {
            return before(*bad);
        }
        // That the switch is heard now and then says nothing of what it loses.
        return evidence.carrier == Finding::good ? PathSegment::access_switch : PathSegment::pole_cable;
    }
    return evidence.radio == Finding::bad ? std::optional(PathSegment::radio) : std::nullopt;
}

}  // namespace magpie::agent
