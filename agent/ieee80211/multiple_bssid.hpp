#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "agent/ieee80211/element.hpp"
#include "agent/ieee80211/mac_address.hpp"
#include "agent/ieee80211/security.hpp"

namespace magpie::agent {

/// The BSSID of `index` in a set of 2^bits of which `transmitted` is one (IEEE 802.11-2020 11.1.3.8): the last `bits`
/// bits count on from its own, the others are its own. `bits` is 1 to 8.
[[nodiscard]] MacAddress bssid_of(const MacAddress& transmitted, unsigned bits, unsigned index);

/// A network that has no beacon of its own, as the beacon of another tells of it.
struct NonTransmittedNetwork {
    MacAddress bssid{};
    std::span<const std::byte> ssid;  // of the beacon's bytes, at most 32; hidden (none, or all of them 0) is empty
    Protection protection;            // its own, or the other's where it inherits it
    bool privacy = false;
    [[nodiscard]] std::optional<capture::Security> security() const { return protection.security(privacy); }
};

/// Walks the profiles of the Multiple BSSID elements (id 71) in a list of elements of any origin, over the ends of
/// elements where a profile goes on in the next. A profile without index, or of one that cannot be, is passed over.
/// The bytes must outlive it.
class MultipleBssid {
  public:
    /// `inherited`: of the network whose beacon it is.
    MultipleBssid(std::span<const std::byte> elements, const MacAddress& transmitted, const Protection& inherited)
        : elements_(elements), transmitted_(transmitted), inherited_(inherited) {}

    [[nodiscard]] std::optional<NonTransmittedNetwork> next();

  private:
    struct Profile {
        bool begun = false;
        unsigned bits = 0;
        unsigned index = 0;
        bool has_ssid = false;
        bool inherits_keys = true;
        NonTransmittedNetwork network;
    };

    [[nodiscard]] bool next_element();
    [[nodiscard]] std::optional<NonTransmittedNetwork> complete() const;
    static void read(std::span<const std::byte> elements, Profile& profile);

    std::span<const std::byte> elements_;  // that were not looked at
    std::span<const std::byte> profiles_;  // of the present Multiple BSSID element
    unsigned bits_ = 0;
    Profile profile_;  // may go on in the next element
    MacAddress transmitted_;
    Protection inherited_;
};

}  // namespace magpie::agent
