#pragma once

#include <cstdint>
#include <string_view>

#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/rate.hpp"

namespace magpie::agent {

// What stands in the lines of a capture that is read from a file.

[[nodiscard]] std::string_view name(FrameType type);
/// As IEEE 802.11-2020 table 9-1 calls it; "reserved" where it does not.
[[nodiscard]] std::string_view subtype_name(FrameType type, std::uint8_t subtype);
[[nodiscard]] std::string_view name(Phy phy);

}  // namespace magpie::agent
