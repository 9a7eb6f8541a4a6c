#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "agent/ieee80211/channel.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "agent/netlink/bss.hpp"
#include "agent/report/readings.hpp"
#include "agent/sources/wifi/wifi_reader.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

struct NeighbourSettings {
    /// Access points of the own network at other nodes: the node by BSSID.
    std::map<MacAddress, std::string> known{};
    /// With numbers for each channel.
    bool detail = false;
};

/// What scans heard of others, until two rounds have not heard it again, or two days have passed. It is told by band
/// and channel, and by the node of an access point that was named in the configuration; no stranger's name or address
/// is. One thread; owned by the wifi source.
class Neighbours {
  public:
    explicit Neighbours(NeighbourSettings settings) : settings_(std::move(settings)) {}

    /// The results that the kernel keeps for a radio.
    void hear(std::uint32_t wiphy, const std::vector<netlink::Bss>& networks, Monotonic now);
    /// A round over the radio's channels has come to its end.
    void end_round(const Radio& radio);
    /// Radios that have gone, what is too old and networks of this node are forgotten. Before each write().
    void look(const WifiState& state, Monotonic now);

    void write(Readings& readings) const;

  private:
    using Channel = std::pair<Band, unsigned>;
    struct Heard {
        Channel channel;
        std::optional<double> signal_dbm;
        std::optional<double> load;
        Monotonic at;
        unsigned rounds = 0;  // that have ended since it was heard
    };
    struct Known {
        std::map<MacAddress, Heard> heard;
        std::set<Channel> listened_on;  // in the last round that came to its end
    };
    struct Totals;

    void add(const MacAddress& bssid, const Heard& heard, Totals& totals) const;
    static void write_known(const Totals& totals, Readings& readings);

    NeighbourSettings settings_;
    std::map<std::uint32_t, Known> radios_;  // by wiphy
};

}  // namespace magpie::agent
