#pragma once

#include <cstdint>

namespace magpie::node {

/// Of this firmware, as in the register map: major in the high byte, minor in the low. A build may be given another.
#ifdef MAGPIE_NODE_VERSION
inline constexpr std::uint16_t firmware_version = MAGPIE_NODE_VERSION;
#else
inline constexpr std::uint16_t firmware_version = 0x0100;
#endif

}  // namespace magpie::node
