#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

#include "agent/ieee80211/security.hpp"

namespace magpie::agent {

/// BSS Load element, id 11 (IEEE 802.11-2020 9.4.2.27): what an access point says of its own channel.
struct BssLoad {
    unsigned stations = 0;
    double utilisation = 0;  // 0 to 1 of the primary 20 MHz
};

/// What is read of a beacon's or probe response's elements.
struct Elements {
    /// Bytes as on the air, 0 to 32: any encoding or none. Hidden (no bytes, or all of them 0) is absent.
    std::optional<std::string> ssid;
    std::optional<BssLoad> load;
    Protection protection;
    /// Its primary channel as it says itself: of the DS Parameter Set (id 3), HT Operation (61) or, at 6 GHz, HE
    /// Operation (extension 36), whichever comes first.
    std::optional<unsigned> channel;
    std::optional<std::array<char, 2>> country;  // id 7, two capital letters
    unsigned non_transmitted_networks = 0;       // Multiple BSSID, id 71: profiles named in it
    bool malformed = false;                      // the list did not end where its bytes do; what came before is kept
};

/// Walks a list of elements (IEEE 802.11-2020 9.4.3) of any origin.
[[nodiscard]] Elements parse_elements(std::span<const std::byte> bytes);

}  // namespace magpie::agent
