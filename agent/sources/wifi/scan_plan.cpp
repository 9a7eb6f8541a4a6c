#include "agent/sources/wifi/scan_plan.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace magpie::agent {

namespace {

/// A channel takes some 100 ms; a driver that takes as long as this lost its way. Also the least between two scans of
/// a radio, however often it is looked at.
constexpr Milliseconds longest_scan{5000};
constexpr std::chrono::seconds stillness{10};
constexpr double busy_share = 0.2;

bool is_within(unsigned from, unsigned until, UtcMs wall) {
    const auto since_midnight = wall - std::chrono::floor<std::chrono::days>(wall);
    const auto hour = static_cast<unsigned>(std::chrono::floor<std::chrono::hours>(since_midnight).count());
    return from <= until ? from <= hour && hour < until : from <= hour || hour < until;
}

}  // namespace

std::string_view word(Obstacle obstacle) {
    switch (obstacle) {
        case Obstacle::clock:
            return "clock";
        case Obstacle::hours:
            return "hours";
        case Obstacle::radar:
            return "radar";
        case Obstacle::clients:
            return "clients";
        case Obstacle::busy:
            return "busy";
        case Obstacle::unmeasured:
            return "unmeasured";
        case Obstacle::refused:
            break;
    }
    return "refused";
}

std::optional<std::uint32_t> ScanPlan::next(const Radio& radio, const std::vector<Network>& networks,
                                            std::optional<double> busy, const Now& now) {
    if (settings_.when == ScanTime::never || !radio.interface) {
        return std::nullopt;
    }
    auto& known = radios_[radio.wiphy];
    known.name = radio.name;
    if (known.under_way || (known.last_start && now.mono - *known.last_start < longest_scan) ||
        (known.left.empty() && known.next_round && now.mono < *known.next_round)) {
        return std::nullopt;
    }
    if (const auto met = obstacle(radio, networks, busy, now)) {
        skip(known, *met);
        return std::nullopt;
    }
    if (known.left.empty()) {
        known.left.assign(radio.listens_on.rbegin(), radio.listens_on.rend());
        known.next_round = now.mono + settings_.interval;
        known.scans_before = known.scans;
    }
    if (known.left.empty()) {
        return std::nullopt;
    }
    return known.left.back();
}

std::optional<Obstacle> ScanPlan::obstacle(const Radio& radio, const std::vector<Network>& networks,
                                           std::optional<double> busy, const Now& now) const {
    if (settings_.when == ScanTime::night) {
        if (!now.wall_known) {
            return Obstacle::clock;
        }
        if (!is_within(settings_.from_hour, settings_.until_hour, now.wall)) {
            return Obstacle::hours;
        }
    }
    if (radio.watches_radar) {
        return Obstacle::radar;
    }
    bool has_clients = false;
    for (const auto& network : networks) {
        if (network.wiphy != radio.wiphy) {
            continue;
        }
        has_clients |= !network.stations.empty();
        if (std::ranges::any_of(network.stations, [](const auto& station) {
                return station.inactive.value_or(Milliseconds{0}) < stillness;
            })) {
            return Obstacle::clients;
        }
    }
    if (!radio.clients_known) {
        return Obstacle::clients;
    }
    if (has_clients && !busy) {
        return Obstacle::unmeasured;
    }
    if (has_clients && *busy >= busy_share) {
        return Obstacle::busy;
    }
    return std::nullopt;
}

void ScanPlan::skip(Known& known, Obstacle obstacle) {
    if (known.met.insert(obstacle).second) {
        ++known.skipped[obstacle];
    }
}

void ScanPlan::started(std::uint32_t wiphy, Monotonic now) {
    auto& known = radios_[wiphy];
    known.left.pop_back();
    known.last_start = now;
    known.under_way = true;
    known.met.clear();
    ++known.scans;
}

bool ScanPlan::refused(std::uint32_t wiphy, NetlinkError error) {
    auto& known = radios_[wiphy];
    skip(known, Obstacle::refused);
    if (error != NetlinkError::refused) {
        known.left.clear();  // a privilege or an ability is missing: no other channel would do
        return false;
    }
    known.left.pop_back();  // another scan is under way, or this channel is forbidden
    return known.left.empty() && known.scans != known.scans_before;
}

bool ScanPlan::is_overdue(std::uint32_t wiphy, Monotonic now) const {
    const auto known = radios_.find(wiphy);
    return known != radios_.end() && known->second.under_way && now - *known->second.last_start >= longest_scan;
}

bool ScanPlan::ended(std::uint32_t wiphy) {
    const auto known = radios_.find(wiphy);
    return known != radios_.end() && std::exchange(known->second.under_way, false) && known->second.left.empty();
}

void ScanPlan::keep(const std::vector<Radio>& radios) {
    std::erase_if(radios_, [&](const auto& known) {
        return std::ranges::find(radios, known.first, &Radio::wiphy) == radios.end();
    });
}

void ScanPlan::write(Readings& readings) const {
    for (const auto& [wiphy, known] : radios_) {
        readings.count<"wifi_scans_total">(static_cast<double>(known.scans), known.name);
        for (const auto& [obstacle, count] : known.skipped) {
            readings.count<"wifi_scans_skipped_total">(static_cast<double>(count), known.name, word(obstacle));
        }
    }
}

}  // namespace magpie::agent
