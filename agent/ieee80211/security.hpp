#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "agent/ieee80211/element.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// The weakest way in that the key management suites of an RSN element offer (IEEE 802.11-2020 9.4.2.24; a list that is
/// left out is 802.1X); nothing for another version, lists past the end, or suites of which none is known.
[[nodiscard]] std::optional<capture::Security> parse_rsn(std::span<const std::byte> body);

/// How a network lets in, as far as its elements say.
struct Protection {
    bool rsn = false;             // id 48: WPA2 or later
    bool wpa = false;             // the vendor element 00-50-F2 type 1 of WPA's first version
    bool owe_transition = false;  // names the other half of a pair, open and OWE (Wi-Fi Alliance, OWE 1.1 section 2.2)
    std::optional<capture::Security> weakest;  // of rsn and wpa; absent where neither could be read

    void read(const Element& element);

    /// With the privacy bit of the capabilities: alone it is WEP, which is a shared key as well. Nothing where there
    /// are keys, and of no known kind.
    [[nodiscard]] std::optional<capture::Security> security(bool privacy) const;
};

}  // namespace magpie::agent
