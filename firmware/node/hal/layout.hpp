#pragma once

#include <cstdint>

/// Where everything lies in flash, on every board: an image is linked for one slot.
namespace magpie::node::layout {

inline constexpr std::uint32_t loader = 0;
inline constexpr std::uint32_t loader_bytes = 8 * 1024;
/// Which slot starts, and what is on trial: two pages written in turn (app/boot_record).
inline constexpr std::uint32_t boot_record = 0x2000;
/// The node's settings, calibration and update key: two pages written in turn (app/settings).
inline constexpr std::uint32_t settings = 0x2800;
inline constexpr std::uint32_t slot_bytes = 48 * 1024;
inline constexpr std::uint32_t slots[2] = {0x4000, 0x10000};
inline constexpr std::uint32_t flash_bytes = 0x1C000;

/// What every board has at least; an image's first stack lies in it.
inline constexpr std::uint32_t ram = 0x20000000;
inline constexpr std::uint32_t ram_bytes = 64 * 1024;

}  // namespace magpie::node::layout
