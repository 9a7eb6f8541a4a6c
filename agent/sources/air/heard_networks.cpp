#include "agent/sources/air/heard_networks.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <numeric>

#include "wire/capture/words.hpp"

namespace magpie::agent {

namespace {

/// Twice what the capture remembers: one that is forgotten here before it is there would be counted again.
constexpr std::size_t most_networks = 1024;
constexpr std::chrono::minutes heard_for{2};
constexpr double microseconds = 1e6;
constexpr double full_load = 255;

template <class Total>
double frames_of(const Total& total) {
    return std::accumulate(total.frames.begin(), total.frames.end(), 0.0);
}

}  // namespace

bool HeardNetworks::hear(const capture::Network& heard, const Now& now) {
    const auto band = band_of(heard.mhz);
    if (!band) {
        return false;
    }
    if (networks_.size() == most_networks && !networks_.contains(heard.bssid)) {
        make_room();
    }
    const bool is_ours = heard.own != 0 || !settings_.access_points_known;
    auto& network = networks_[heard.bssid];
    network.group = {*band, is_ours ? names_.label(heard.ssid) : other_networks};
    network.signal_dbm = heard.signal_dbm;
    network.load = heard.load;
    network.heard_at = now.mono;
    auto& total = groups_[network.group];
    auto& growth = network.growth;
    for (std::size_t kind = 0; kind < total.frames.size(); ++kind) {
        total.frames[kind] += growth.frames[kind].to(heard.frames[kind]);
    }
    const auto airtime = std::accumulate(heard.airtime_us.begin(), heard.airtime_us.end(), std::uint64_t{0});
    total.airtime_us += growth.airtime_us.to(airtime);
    total.retries += growth.retries.to(heard.retries);
    total.beacons_expected += growth.beacons_expected.to(heard.beacons_expected);
    total.beacons_lost += growth.beacons_lost.to(heard.beacons_lost);
    total.jitter_us += growth.jitter_us.to(heard.jitter_us);
    total.jitters += growth.jitters.to(heard.jitters);
    return true;
}

bool HeardNetworks::hear(const capture::Channel& heard) {
    const auto band = band_of(heard.mhz);
    if (!band || !channel_of(heard.mhz)) {
        return false;
    }
    auto& channel = channels_[heard.mhz];
    auto& total = bands_[*band];
    total.listened_us += channel.listened_us.to(heard.listened_us);
    total.airtime_us += channel.airtime_us.to(heard.airtime_us);
    return true;
}

/// Forgets whom nobody has heard for longest.
void HeardNetworks::make_room() {
    networks_.erase(std::ranges::min_element(networks_, {}, [](const auto& entry) { return entry.second.heard_at; }));
}

void HeardNetworks::write(Readings& readings, const Now& now) {
    for (auto& [group, total] : groups_) {
        write_counts(readings, group, total);
        if (settings_.detail && group.second != other_networks && total.jitters > 0) {
            readings.set<"air_beacon_jitter_seconds">(total.jitter_us / total.jitters / microseconds, word(group.first),
                                                      group.second);
        }
        total.jitter_us = 0;
        total.jitters = 0;
    }
    write_strongest(readings, now);
    for (const auto& [band, total] : bands_) {
        readings.count<"air_channel_listened_seconds_total">(total.listened_us / microseconds, word(band));
        readings.count<"air_channel_airtime_seconds_total">(total.airtime_us / microseconds, word(band));
    }
}

void HeardNetworks::write_counts(Readings& readings, const Group& group, const Table<double>& total) const {
    const auto& [band, name] = group;
    if (total.airtime_us > 0) {
        readings.count<"air_airtime_seconds_total">(total.airtime_us / microseconds, word(band), name);
    }
    const bool is_other = name == other_networks;
    if (is_other && !settings_.detail) {
        return;
    }
    for (std::size_t kind = 0; kind < total.frames.size(); ++kind) {
        if (total.frames[kind] > 0) {
            readings.count<"air_frames_total">(total.frames[kind], word(band), name,
                                               word(static_cast<capture::FrameClass>(kind)));
        }
    }
    if (frames_of(total) > 0) {
        readings.count<"air_retries_total">(total.retries, word(band), name);
    }
    if (!is_other && total.beacons_expected > 0) {
        readings.count<"air_beacons_expected_total">(total.beacons_expected, word(band), name);
        readings.count<"air_beacons_lost_total">(total.beacons_lost, word(band), name);
    }
}

void HeardNetworks::write_strongest(Readings& readings, const Now& now) const {
    std::map<Group, std::int16_t> signals;
    std::map<Group, std::int16_t> loads;
    for (const auto& [bssid, network] : networks_) {
        if (network.group.second == other_networks || now.mono - network.heard_at > heard_for) {
            continue;
        }
        if (network.signal_dbm < 0) {
            auto& strongest = signals.try_emplace(network.group, network.signal_dbm).first->second;
            strongest = std::max(strongest, network.signal_dbm);
        }
        if (network.load >= 0) {
            auto& highest = loads.try_emplace(network.group, network.load).first->second;
            highest = std::max(highest, network.load);
        }
    }
    for (const auto& [group, signal] : signals) {
        readings.set<"air_signal_dbm">(signal, word(group.first), group.second);
    }
    for (const auto& [group, load] : loads) {
        readings.set<"air_load_ratio">(load / full_load, word(group.first), group.second);
    }
}

}  // namespace magpie::agent
