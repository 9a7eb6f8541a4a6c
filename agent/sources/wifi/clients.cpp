#include "agent/sources/wifi/clients.hpp"

namespace magpie::agent {

namespace {

using netlink::Station;

/// More than the radios of a pole can serve at once.
constexpr std::size_t most_stations = 4096;

}  // namespace

Clients::Clients(const ClientSettings& settings) : settings_(settings) {}

void Clients::begin(const Now& now) {
    if (!hash_ || hash_->stale(now.mono)) {
        old_hash_ = std::exchange(hash_, std::make_unique<const StationHash>(now.mono));
    }
    before_ = std::exchange(at_, now.mono);
    networks_.clear();
}

void Clients::serves(int interface, const ClientGroup& group, bool retries_unreported) {
    auto& totals = groups_[group];
    if (networks_.try_emplace(interface, Network{&totals, retries_unreported}).second) {
        totals.add_network();
    }
}

/// Under its new hash, where the station was known by the old one.
Clients::Stations::iterator Clients::find(int interface, const MacAddress& address, std::uint64_t hash) {
    if (old_hash_) {
        auto carried = stations_.extract({interface, old_hash_->of(address)});
        if (carried) {
            carried.key().second = hash;
            return stations_.insert(std::move(carried)).position;
        }
    }
    return stations_.find({interface, hash});
}

void Clients::add(int interface, const Station& station) {
    const auto network = networks_.find(interface);
    if (network == networks_.end()) {
        return;
    }
    const auto hash = hash_->of(station.address);
    auto known = find(interface, station.address, hash);
    if (known == stations_.end()) {
        if (stations_.size() >= most_stations) {
            ++refused_;
            return;
        }
        known = stations_.try_emplace({interface, hash}).first;
    }
    if (std::exchange(known->second.looked_at, true)) {
        return;
    }
    auto counts = known->second.counters.advance(station, {before_, *at_});
    known->second.authorized = station.authorized;
    if (!station.authorized) {
        return;
    }
    if (network->second.retries_unreported) {
        counts.retries.reset();
    }
    network->second.group->add(hash, station, counts);
}

void Clients::end() {
    std::erase_if(stations_, [](const auto& station) { return !station.second.looked_at; });
    for (auto& [name, station] : stations_) {
        station.looked_at = false;
    }
    for (auto& [group, totals] : groups_) {
        totals.close(settings_.min_group, settings_.detail);
    }
    old_hash_.reset();
}

void Clients::left(int interface, const Station& station, const Now& now) {
    const auto network = networks_.find(interface);
    if (network == networks_.end()) {
        return;
    }
    const LookInterval interval{at_, now.mono};
    const auto hash = hash_->of(station.address);
    const auto known = stations_.find({interface, hash});
    StationCounters counters;
    bool client = counted_anew(station, interval);
    if (known != stations_.end()) {
        // Events wait their turn, and the station may have come back before the look that was taken meanwhile.
        if (known->second.counters.outlived(station)) {
            return;
        }
        counters = known->second.counters;
        client = known->second.authorized;
        stations_.erase(known);
    }
    if (!client) {
        return;
    }
    auto counts = counters.advance(station, interval);
    if (network->second.retries_unreported) {
        counts.retries.reset();
    }
    network->second.group->left(hash, counts);
}

void Clients::write(Readings& readings) const {
    for (const auto& [group, totals] : groups_) {
        if (totals.served()) {
            totals.write(readings, word(group.band), group.ssid);
        }
    }
}

}  // namespace magpie::agent
