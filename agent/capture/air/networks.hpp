#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "agent/capture/air/beacon_clock.hpp"
#include "agent/capture/air/own.hpp"
#include "agent/capture/air/two_channels.hpp"
#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/elements.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What was heard of one BSSID since it is heard.
struct HeardNetwork {
    MacAddress bssid{};
    bool own = false;
    bool changed = true;  // since it was last told
    std::string ssid;     // empty: not known
    std::uint32_t mhz = 0;
    std::int16_t signal_dbm = 0;
    std::optional<BssLoad> load;
    std::array<std::uint64_t, capture::frame_class_count> frames{};
    std::array<std::uint64_t, capture::frame_class_count> airtime_us{};
    std::uint64_t retries = 0;

    BeaconClock clock;
    CaptureTime last_beacon{};
    TwoChannels channels;

    /// The name that was last compared with those of ours, when these were settled so often, and which it looks like.
    std::string compared;
    unsigned compared_in = 0;
    const OwnName* looks_like = nullptr;
};

/// The networks that are heard, by BSSID. A stranger can pretend to be any number: beyond 512 the foreign one that was
/// silent for longest goes, and one of ours only for another of ours. One thread; owned by Air.
class Networks {
  public:
    static constexpr std::size_t most = 512;

    Networks() = default;
    Networks(const Networks&) = delete;
    Networks& operator=(const Networks&) = delete;
    ~Networks() = default;

    /// Nothing where no beacon named it.
    [[nodiscard]] HeardNetwork* find(const MacAddress& bssid);
    /// A beacon names it: as found, or new, with a name that is not known. Nothing where all are ours and it is not.
    [[nodiscard]] HeardNetwork* hear(const MacAddress& bssid, const Own& own);
    /// What is ours is another.
    void settle(const Own& own);

    /// Those that changed since they were last told.
    void tell(std::vector<capture::Record>& into);

    [[nodiscard]] std::size_t size() const { return by_bssid_.size(); }

  private:
    using Place = std::list<HeardNetwork>::iterator;

    [[nodiscard]] std::list<HeardNetwork>& list_of(bool own) { return own ? own_ : foreign_; }
    [[nodiscard]] Place place_for(const MacAddress& bssid, std::list<HeardNetwork>& gives_room);

    // Each begins with the one last heard. A tree, for with a hash strangers could choose addresses that collide.
    std::list<HeardNetwork> foreign_;
    std::list<HeardNetwork> own_;
    std::map<MacAddress, Place> by_bssid_;
};

}  // namespace magpie::agent
