#pragma once

#include <cstdint>
#include <span>

namespace magpie::node {

/// CRC-32 (IEEE 802.3: reflected 0x04C11DB7). `before` is that of what stands in front of `bytes`.
[[nodiscard]] std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t before = 0);

}  // namespace magpie::node
