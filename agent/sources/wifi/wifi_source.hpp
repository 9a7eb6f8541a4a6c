#pragma once

#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "agent/netlink/netlink.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/source.hpp"
#include "agent/sources/wifi/clients.hpp"
#include "agent/sources/wifi/event_counts.hpp"
#include "agent/sources/wifi/neighbours.hpp"
#include "agent/sources/wifi/radio_sampler.hpp"
#include "agent/sources/wifi/scan_plan.hpp"
#include "agent/sources/wifi/wifi_reader.hpp"

namespace magpie::agent {

struct WifiSettings {
    /// Networks that are told apart by name; all others are "other".
    std::vector<std::string> ssids{};
    ClientSettings clients{};
    ScanSettings scans{};
    NeighbourSettings neighbours{};
    std::string sys = "/sys";
};

/// Radios, networks and clients of an access point, as the kernel sees them. Asks nl80211 when sampled; between samples
/// it listens, so that a radar is told at once. Sends a radio listening to its neighbours when ScanPlan says so. Lives
/// on the loop's thread; owned by `app`, which watches `event_descriptor()`.
class WifiSource final : public Source {
  public:
    /// `generic` speaks NETLINK_GENERIC and outlives the source; its events are this source's alone.
    WifiSource(Netlink& generic, WifiSettings settings);

    void sample(Readings& readings, const Now& now) override;

    /// Readable while events wait; -1 while there is no nl80211 to listen to.
    [[nodiscard]] int event_descriptor() const { return generic_.event_descriptor(); }
    /// Takes the events that wait. True where one is worth a report at once. Lost events (`overrun`) are made good by
    /// asking anew.
    [[nodiscard]] bool read_events(const Now& now);

  private:
    void listen();
    void look(const WifiState& state, const Now& now);
    void scan(const WifiState& state, const Now& now);
    void hear(const Radio& radio, const Now& now);
    [[nodiscard]] bool take(const netlink::Message& message, const Now& now);
    [[nodiscard]] bool take(const netlink::WifiEvent& event);
    void take(const netlink::StationEvent& event, const Now& now);
    [[nodiscard]] ClientGroup group_of(const Network& network, Band band) const;

    Netlink& generic_;
    WifiSettings settings_;
    SourceHealth health_{"wifi"};
    bool listens_ = false;
    bool said_missing_ = false;
    WifiReader reader_;
    WifiState state_;
    RadioSampler radios_;
    Clients clients_;
    ScanPlan scans_;
    std::set<std::uint32_t> heard_by_;  // radios whose results wait
    std::vector<netlink::Bss> heard_;
    Neighbours neighbours_;
    std::uint64_t refused_ = 0;
    EventCounts events_;
    std::vector<std::byte> buffer_;
};

}  // namespace magpie::agent
