#include "agent/capture/air/threats.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::agent {

using capture::Severity;
using capture::Threat;

namespace {

constexpr std::size_t most_cases = 128;

/// Who has one number for all of its frames sends each within longer.
constexpr std::chrono::milliseconds repetition{20};

struct Rule {
    Severity severity;
    unsigned frames;                     // that show it: a single one may be a mistake of the radio
    std::chrono::milliseconds for_time;  // so long before it is believed
    std::chrono::seconds ends_after;     // so long without a frame that shows it
};

/// Long enough for two beacons of an access point of ours that speaks for another.
constexpr std::chrono::milliseconds two_beacons{250};

/// By threat, in their order. Critical is what takes citizens in or off the air at this moment. A name that only looks
/// like ours is often a shop's that is called so: to be looked at, no more. Two channels are as hard evidence of a copy
/// as two clocks.
constexpr std::array<Rule, capture::threat_count> rules{{
    {Severity::warning, 2, two_beacons, std::chrono::seconds(30)},                    // unknown_bssid
    {Severity::warning, 2, two_beacons, std::chrono::seconds(30)},                    // other_security
    {Severity::critical, 2, two_beacons, std::chrono::seconds(30)},                   // open_twin
    {Severity::info, 2, two_beacons, std::chrono::seconds(30)},                       // look_alike
    {Severity::warning, 2, std::chrono::milliseconds(0), std::chrono::seconds(30)},   // two_clocks
    {Severity::warning, 2, std::chrono::milliseconds(0), std::chrono::seconds(30)},   // two_channels
    {Severity::critical, 1, std::chrono::milliseconds(0), std::chrono::seconds(10)},  // deauthentications
}};

const Rule& rule_of(Threat threat) {
    return rules[static_cast<std::size_t>(threat)];
}

}  // namespace

Threats::Case* Threats::find(Threat threat, const MacAddress& bssid) {
    const auto found = std::ranges::find_if(
        cases_, [&](const Case& one) { return one.last.bssid == bssid && one.last.threat == threat; });
    return found == cases_.end() ? nullptr : &*found;
}

bool Threats::is_present(Threat threat, const MacAddress& bssid) const {
    return std::ranges::any_of(
        cases_, [&](const Case& one) { return one.present && one.last.bssid == bssid && one.last.threat == threat; });
}

/// A place for one more: a new one, or that of the oldest that has not begun; nothing where all have.
Threats::Case* Threats::room() {
    if (cases_.size() < most_cases) {
        return &cases_.emplace_back();
    }
    Case* oldest = nullptr;
    for (auto& one : cases_) {
        if (!one.present && (oldest == nullptr || one.last.at < oldest->last.at)) {
            oldest = &one;
        }
    }
    return oldest;
}

void Threats::add(const Evidence& evidence) {
    if (auto* one = find(evidence.threat, evidence.bssid)) {
        if (is_over(*one, evidence.at)) {  // and began again before anybody looked
            one->begun = evidence.at;
            one->frames = 1;
        } else if (one->last.sequence != evidence.sequence || evidence.at - one->last.at > repetition) {
            ++one->frames;
        }
        one->last = evidence;
    } else if (auto* place = room()) {
        *place = {.last = evidence, .begun = evidence.at, .frames = 1};
    }
}

void Threats::take(CaptureTime now, std::vector<capture::Record>& into) {
    for (auto& one : cases_) {
        const auto& rule = rule_of(one.last.threat);
        const bool shown = one.frames >= rule.frames && now - one.begun >= rule.for_time;
        const bool present = (one.present || shown) && !is_over(one, now);
        if (present != one.present) {
            one.present = present;
            into.emplace_back(seen(one, now));
        }
    }
    std::erase_if(cases_, [&](const Case& one) { return is_over(one, now); });
}

void Threats::tell(CaptureTime now, std::vector<capture::Record>& into) {
    for (const auto& one : cases_) {
        if (one.present && !is_over(one, now)) {
            into.emplace_back(seen(one, now));
        }
    }
    take(now, into);
}

bool Threats::is_over(const Case& threat, CaptureTime now) {
    return now - threat.last.at > rule_of(threat.last.threat).ends_after;
}

capture::ThreatSeen Threats::seen(const Case& threat, CaptureTime now) {
    const auto& last = threat.last;
    return {
        .threat = last.threat,
        .severity = rule_of(last.threat).severity,
        .present = static_cast<std::uint8_t>(threat.present ? 1 : 0),
        .mhz = last.mhz,
        .bssid = last.bssid.bytes,
        .signal_dbm = last.signal_dbm,
        .ssid = last.ssid,
        .frames = threat.frames,
        .begun_ago_us = static_cast<std::uint64_t>(std::max(now - threat.begun, CaptureTime::duration::zero()).count()),
    };
}

}  // namespace magpie::agent
