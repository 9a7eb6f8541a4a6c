#pragma once

#include <optional>
#include <string_view>

#include "agent/capture/air/own.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What one frame says of one network.
struct Announcement {
    std::string_view ssid;
    bool own = false;                           // by an access point of ours
    std::optional<capture::Security> security;  // absent: not to be told
    bool owe_transition = false;                // one half of a pair, open and OWE
    bool cut = false;                           // not all of its elements were captured
};

/// In what a network that bears a name of ours is not as described. Each is true for itself: an open network of a
/// stranger can be unknown and an open twin.
struct Differences {
    bool unknown_bssid = false;
    bool other_security = false;
    bool open_twin = false;
};
[[nodiscard]] Differences differences(const Announcement& announcement, const OwnName& name, bool access_points_known);

}  // namespace magpie::agent
