#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "agent/ieee80211/channel.hpp"
#include "agent/netlink/station.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/wifi/client_totals.hpp"
#include "agent/sources/wifi/station_counts.hpp"
#include "agent/sources/wifi/station_hash.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

struct ClientSettings {
    /// Groups with fewer clients than this, and not none, are not told of.
    std::size_t min_group = 5;
    /// With the histograms of rates, modulation, ratios and times.
    bool detail = false;
};

/// Clients are told of by band and network name alone.
struct ClientGroup {
    Band band;
    std::string ssid;  // as in the label: configured, or "other"

    // NOLINTNEXTLINE(modernize-use-nullptr): clang-tidy 14 takes the 0 of the comparison for a pointer.
    friend auto operator<=>(const ClientGroup&, const ClientGroup&) = default;
};

/// The clients of all networks of the node: from what the kernel counts for each station to totals and histograms of
/// groups, so that nothing of one client is left. Totals are sums of deltas between looks, which survive wraps, a
/// reassociation that starts the station's counters anew, and a station that leaves. Stations live here under a keyed
/// hash, in memory. One thread; owned by the wifi source.
class Clients {
  public:
    explicit Clients(const ClientSettings& settings);

    /// A look begins; add() every network and its stations, then end it.
    void begin(const Now& now);
    /// A network that serves: its group is told of from now on, also with no client.
    void serves(int interface, const ClientGroup& group, bool retries_unreported);
    void add(int interface, const netlink::Station& station);
    /// Stations that were not added have gone; groups without a network are told of no more.
    void end();

    /// Between two looks: a station has left, with its last counters. Whether it was a client is what it was when last
    /// looked at, since the kernel takes the permission away before it tells; who came and went between two looks is
    /// taken for one.
    void left(int interface, const netlink::Station& station, const Now& now);

    void write(Readings& readings) const;

    /// Stations that were not looked at for want of room, once a look, since the start.
    [[nodiscard]] std::uint64_t refused() const { return refused_; }

  private:
    struct Network {
        ClientTotals* group;
        bool retries_unreported;
    };
    struct Known {
        StationCounters counters;
        bool authorized = false;
        bool looked_at = false;
    };
    using Stations = std::map<std::pair<int, std::uint64_t>, Known>;  // by interface and hash

    Stations::iterator find(int interface, const MacAddress& address, std::uint64_t hash);

    ClientSettings settings_;
    std::unique_ptr<const StationHash> hash_;      // from the first look on
    std::unique_ptr<const StationHash> old_hash_;  // within the look that replaces it
    std::optional<Monotonic> before_;              // of the look before
    std::optional<Monotonic> at_;                  // of this look, or the last one
    std::map<int, Network> networks_;              // of this look, or the last one
    std::map<ClientGroup, ClientTotals> groups_;
    Stations stations_;
    std::uint64_t refused_ = 0;
};

}  // namespace magpie::agent
