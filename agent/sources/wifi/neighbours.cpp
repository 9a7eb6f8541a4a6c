#include "agent/sources/wifi/neighbours.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::agent {

namespace {

/// As many as the kernel keeps for a radio; a stranger can pretend to be more.
constexpr std::size_t most_heard = 1000;
/// The kernel lets go after 30 s, but not of a network that an interface of the node is a client of.
constexpr std::chrono::seconds fresh{60};
constexpr std::chrono::hours two_days{48};
constexpr unsigned rounds_kept = 2;
constexpr std::size_t most_told = 8;
constexpr double weakest_dbm = -120;
constexpr double strongest_dbm = 0;

std::optional<double> believable_signal(const std::optional<double>& dbm) {
    return dbm && *dbm >= weakest_dbm && *dbm <= strongest_dbm ? dbm : std::nullopt;
}

void raise(std::optional<double>& highest, const std::optional<double>& value) {
    if (value && (!highest || *highest < *value)) {
        highest = value;
    }
}

std::optional<std::pair<Band, unsigned>> channel_in(std::uint32_t mhz) {
    const auto band = band_of(mhz);
    const auto channel = channel_of(mhz);
    return band && channel ? std::optional(std::pair(*band, *channel)) : std::nullopt;
}

}  // namespace

/// Over all radios: one that two of them hear is one.
struct Neighbours::Totals {
    struct Others {
        std::set<MacAddress> bssids;
        std::optional<double> signal_dbm;
    };
    struct OnChannel {
        std::set<MacAddress> bssids;
        std::optional<double> load;
    };
    std::map<Band, Others> bands;
    std::map<Channel, OnChannel> channels;
    std::map<Band, std::map<std::string, double>> known;  // dBm by node
};

void Neighbours::hear(std::uint32_t wiphy, const std::vector<netlink::Bss>& networks, Monotonic now) {
    auto& heard = radios_[wiphy].heard;
    for (const auto& network : networks) {
        const auto channel = channel_in(network.mhz);
        if (!channel || network.seen_ago.value_or(Milliseconds{0}) > fresh ||
            (heard.size() >= most_heard && !heard.contains(network.bssid))) {
            continue;
        }
        const auto load = network.elements.load ? std::optional(network.elements.load->utilisation) : std::nullopt;
        heard[network.bssid] = {*channel, believable_signal(network.signal_dbm), load, now};
    }
}

void Neighbours::end_round(const Radio& radio) {
    auto& known = radios_[radio.wiphy];
    for (auto& [bssid, heard] : known.heard) {
        ++heard.rounds;
    }
    std::erase_if(known.heard, [](const auto& heard) { return heard.second.rounds > rounds_kept; });
    known.listened_on.clear();
    for (const auto mhz : radio.listens_on) {
        if (const auto channel = channel_in(mhz)) {
            known.listened_on.insert(*channel);
        }
    }
}

void Neighbours::look(const WifiState& state, Monotonic now) {
    std::erase_if(radios_, [&](const auto& known) {
        return std::ranges::find(state.radios, known.first, &Radio::wiphy) == state.radios.end();
    });
    for (auto& [wiphy, known] : radios_) {
        std::erase_if(known.heard, [&](const auto& heard) {
            return now - heard.second.at > two_days ||
                   std::ranges::find(state.addresses, heard.first) != state.addresses.end();
        });
    }
}

void Neighbours::add(const MacAddress& bssid, const Heard& heard, Totals& totals) const {
    auto& channel = totals.channels[heard.channel];
    raise(channel.load, heard.load);
    auto& others = totals.bands[heard.channel.first];
    const auto known = settings_.known.find(bssid);
    if (known == settings_.known.end()) {
        others.bssids.insert(bssid);
        raise(others.signal_dbm, heard.signal_dbm);
        channel.bssids.insert(bssid);
    } else if (heard.signal_dbm) {
        const auto told = totals.known[heard.channel.first].try_emplace(known->second, *heard.signal_dbm).first;
        told->second = std::max(told->second, *heard.signal_dbm);
    }
}

void Neighbours::write(Readings& readings) const {
    Totals totals;
    for (const auto& [wiphy, known] : radios_) {
        for (const auto& channel : known.listened_on) {
            totals.bands.try_emplace(channel.first);
            totals.channels.try_emplace(channel);
        }
        for (const auto& [bssid, heard] : known.heard) {
            add(bssid, heard, totals);
        }
    }
    for (const auto& [band, others] : totals.bands) {
        readings.set<"wifi_neighbours">(static_cast<double>(others.bssids.size()), word(band));
        if (others.signal_dbm) {
            readings.set<"wifi_neighbour_signal_dbm">(*others.signal_dbm, word(band));
        }
    }
    write_known(totals, readings);
    if (!settings_.detail) {
        return;
    }
    for (const auto& [channel, on_channel] : totals.channels) {
        const auto number = std::to_string(channel.second);
        readings.set<"wifi_channel_neighbours">(static_cast<double>(on_channel.bssids.size()), word(channel.first),
                                                number);
        if (on_channel.load) {
            readings.set<"wifi_channel_load_ratio">(*on_channel.load, word(channel.first), number);
        }
    }
}

void Neighbours::write_known(const Totals& totals, Readings& readings) {
    for (const auto& [band, nodes] : totals.known) {
        std::vector<std::pair<double, std::string>> strongest;
        for (const auto& [node, dbm] : nodes) {
            strongest.emplace_back(-dbm, node);
        }
        std::ranges::sort(strongest);
        strongest.resize(std::min(strongest.size(), most_told));
        for (const auto& [loss, node] : strongest) {
            readings.set<"wifi_own_neighbour_signal_dbm">(-loss, word(band), node);
        }
    }
}

}  // namespace magpie::agent
