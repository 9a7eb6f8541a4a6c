#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <utility>

#include "agent/capture_line/growth.hpp"
#include "agent/ieee80211/channel.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/capture/own_names.hpp"
#include "wire/capture/record.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// What is heard of networks and channels, by band and name: of the city's own all of it, of the others together how
/// much of the air they take. One thread; owned by the capture source.
class HeardNetworks {
  public:
    struct Settings {
        bool access_points_known = false;  // then a network that bears a name of ours without being one is not ours
        bool detail = false;
    };

    /// `names` outlives it.
    HeardNetworks(const OwnNames& names, const Settings& settings) : names_(names), settings_(settings) {}

    /// False for what cannot be.
    bool hear(const capture::Network& network, const Now& now);
    bool hear(const capture::Channel& channel);
    /// Means are over the time since the last call.
    void write(Readings& readings, const Now& now);

  private:
    template <class Cell>
    struct Table {
        std::array<Cell, capture::frame_class_count> frames{};
        Cell airtime_us{};
        Cell retries{};
        Cell beacons_expected{};
        Cell beacons_lost{};
        Cell jitter_us{};
        Cell jitters{};
    };
    using Group = std::pair<Band, std::string_view>;  // by name
    struct Network {
        Table<Growth> growth;
        Group group;
        std::int16_t signal_dbm = 0;
        std::int16_t load = -1;
        Monotonic heard_at{};
    };
    struct OfChannel {
        Growth listened_us;
        Growth airtime_us;
    };
    struct OfBand {
        double listened_us = 0;
        double airtime_us = 0;
    };

    void make_room();
    void write_counts(Readings& readings, const Group& group, const Table<double>& total) const;
    void write_strongest(Readings& readings, const Now& now) const;

    const OwnNames& names_;
    Settings settings_;
    std::map<capture::Bssid, Network> networks_;
    std::map<Group, Table<double>> groups_;
    std::map<std::uint32_t, OfChannel> channels_;  // by MHz
    std::map<Band, OfBand> bands_;
};

}  // namespace magpie::agent
