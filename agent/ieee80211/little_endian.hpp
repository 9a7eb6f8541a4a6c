#pragma once

#include <cstddef>
#include <cstdint>

namespace magpie::agent {

/// Integers as 802.11 and radiotap write them; the caller has seen that the bytes are there.
inline std::uint8_t u8(const std::byte* at) {
    return std::to_integer<std::uint8_t>(*at);
}
inline std::uint16_t u16(const std::byte* at) {
    return static_cast<std::uint16_t>(u8(at) | u8(at + 1) << 8);
}
inline std::uint32_t u32(const std::byte* at) {
    return u16(at) | static_cast<std::uint32_t>(u16(at + 2)) << 16;
}
inline std::uint64_t u64(const std::byte* at) {
    return u32(at) | static_cast<std::uint64_t>(u32(at + 4)) << 32;
}

}  // namespace magpie::agent
