#pragma once

#include <cstdint>

#include "agent/optics/module.hpp"

namespace magpie::agent::optics {

/// The page with what each lane measures.
inline constexpr std::uint8_t cmis_lane_page = 0x11;

/// Whether the module has more pages than 0 (CMIS 5.0 byte 2).
[[nodiscard]] bool has_cmis_lanes(Half lower);

/// Of a module with CMIS: its lower half, and the upper one of page 11h, empty where it has none. Of the lanes those
/// that are in use. The bias is left out, for its unit stands in a page more.
[[nodiscard]] Readings cmis_readings(Half lower, Half lane_page);

}  // namespace magpie::agent::optics
