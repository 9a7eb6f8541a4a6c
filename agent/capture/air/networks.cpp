#include "agent/capture/air/networks.hpp"

#include <cmath>
#include <utility>

namespace magpie::agent {

namespace {

capture::Network record_of(const HeardNetwork& network) {
    capture::Network record{
        .bssid = network.bssid.bytes,
        .own = static_cast<std::uint8_t>(network.own ? 1 : 0),
        .hidden = static_cast<std::uint8_t>(network.ssid.empty() ? 1 : 0),
        .ssid = capture::text32(network.ssid),
        .mhz = network.mhz,
        .signal_dbm = network.signal_dbm,
        .frames = network.frames,
        .airtime_us = network.airtime_us,
        .retries = network.retries,
        .beacons_expected = network.clock.expected(),
        .beacons_lost = network.clock.lost(),
        .jitter_us = network.clock.jitter_us(),
        .jitters = network.clock.jitters(),
    };
    if (network.load) {
        record.clients = static_cast<std::uint16_t>(network.load->stations);
        record.load = static_cast<std::int16_t>(std::lround(network.load->utilisation * 255));
    }
    return record;
}

}  // namespace

HeardNetwork* Networks::find(const MacAddress& bssid) {
    const auto found = by_bssid_.find(bssid);
    return found == by_bssid_.end() ? nullptr : &*found->second;
}

HeardNetwork* Networks::hear(const MacAddress& bssid, const Own& own) {
    auto found = by_bssid_.find(bssid);
    if (found == by_bssid_.end()) {
        const bool is_own = own.is_access_point(bssid);
        if (by_bssid_.size() == most) {
            if (foreign_.empty() && !is_own) {
                return nullptr;
            }
            auto& gives_room = list_of(foreign_.empty());
            const auto place = place_for(bssid, gives_room);
            place->own = is_own;
            list_of(is_own).splice(list_of(is_own).begin(), gives_room, place);
            return &*place;
        }
        auto& list = list_of(is_own);
        list.emplace_front().bssid = bssid;
        list.front().own = is_own;
        by_bssid_.emplace(bssid, list.begin());
        return &list.front();
    }
    auto& list = list_of(found->second->own);
    if (!found->second->own && own.is_access_point(bssid)) {
        found->second->own = true;
    }
    auto& now_in = list_of(found->second->own);
    now_in.splice(now_in.begin(), list, found->second);
    return &*found->second;
}

/// That of the one which was silent for longest, without allocating: strangers come as fast as they please.
Networks::Place Networks::place_for(const MacAddress& bssid, std::list<HeardNetwork>& gives_room) {
    const auto place = std::prev(gives_room.end());
    auto node = by_bssid_.extract(place->bssid);
    *place = HeardNetwork{};
    place->bssid = bssid;
    node.key() = bssid;
    by_bssid_.insert(std::move(node));
    return place;
}

void Networks::settle(const Own& own) {
    for (auto& [bssid, place] : by_bssid_) {
        const bool is_own = own.is_access_point(bssid);
        if (place->own != is_own) {
            auto& before = list_of(place->own);
            place->own = is_own;
            place->changed = true;
            list_of(is_own).splice(list_of(is_own).begin(), before, place);
        }
    }
}

void Networks::tell(std::vector<capture::Record>& into) {
    for (auto& [bssid, place] : by_bssid_) {
        if (place->changed) {
            place->changed = false;
            into.emplace_back(record_of(*place));
        }
    }
}

}  // namespace magpie::agent
