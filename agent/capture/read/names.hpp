#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/rate.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

// What stands in the lines of a capture that is read from a file.

[[nodiscard]] std::string_view name(FrameType type);
/// As IEEE 802.11-2020 table 9-1 calls it; "reserved" where it does not.
[[nodiscard]] std::string_view subtype_name(FrameType type, std::uint8_t subtype);
[[nodiscard]] std::string_view name(Phy phy);
// As the enumerators.
[[nodiscard]] std::string_view name(capture::BadFrame bad);
[[nodiscard]] std::string_view name(capture::FrameClass frames);
[[nodiscard]] std::string_view name(capture::Threat threat);
[[nodiscard]] std::string_view name(capture::Severity severity);
[[nodiscard]] std::string_view name(capture::Stage stage);
[[nodiscard]] std::string_view name(capture::Outcome outcome);

/// Of an access point alone: nothing turns a client's address into text.
[[nodiscard]] std::string access_point_text(const capture::Bssid& bssid);

}  // namespace magpie::agent
