#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "agent/ieee80211/mac_address.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// A name of the city's networks, and each way in that one of them has.
struct OwnName {
    std::string ssid;
    std::string reading;
    std::vector<capture::Security> ways;

    [[nodiscard]] bool lets_in(capture::Security way) const;
};

/// What is the city's: names, access points, and the BSSIDs that these speak for (those of a set of several, and
/// neighbours they report). Whoever can pretend to be an access point of ours needs no BSSID of his own, so to believe
/// them costs nothing. One thread; owned by Air.
class Own {
  public:
    /// What is told counts from Settled on, together, in the place of what was before; Hello forgets what was not
    /// settled.
    void hear(const capture::Record& record);

    /// Nothing is ours and nobody pretends to be, until it is settled.
    [[nodiscard]] bool settled() const { return settlements_ != 0; }
    /// Told anew each time it is settled.
    [[nodiscard]] unsigned settlements() const { return settlements_; }

    [[nodiscard]] bool knows_access_points() const { return !present_.access_points.empty(); }
    /// Named as such, or spoken for.
    [[nodiscard]] bool is_access_point(const MacAddress& bssid) const;
    /// Named by its whole address.
    [[nodiscard]] bool is_named(const MacAddress& bssid) const;
    /// An access point of ours speaks for the BSSID.
    void speak_for(const MacAddress& bssid);

    [[nodiscard]] const std::vector<OwnName>& names() const { return present_.names; }
    /// Nothing where it is not ours.
    [[nodiscard]] const OwnName* name(std::string_view ssid) const;
    /// The name of ours that it looks like and is not; nothing of a name that is ours.
    [[nodiscard]] const OwnName* looks_like(std::string_view ssid) const;

  private:
    struct Told {
        std::vector<OwnName> names;
        /// First bits of addresses, by how many.
        std::map<unsigned, std::unordered_set<std::uint64_t>> access_points;
        std::size_t addresses = 0;
    };

    Told present_;
    Told next_;
    unsigned settlements_ = 0;
    // When there is no more room those that were not spoken for of late are forgotten, all at once.
    std::set<MacAddress> spoken_for_;
    std::set<MacAddress> spoken_for_before_;
};

}  // namespace magpie::agent
