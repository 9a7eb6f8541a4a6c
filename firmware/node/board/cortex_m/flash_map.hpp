#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/node/hal/layout.hpp"

/// Flash that lies at address 0, as on every board so far.
namespace magpie::node::cortex_m {

/// All but the loader, which nothing could mend in the street.
[[nodiscard]] constexpr bool may_change(std::uint32_t offset, std::size_t bytes) {
    return offset % 4 == 0 && bytes % 4 == 0 && offset >= layout::loader_bytes && offset <= layout::flash_bytes &&
           bytes <= layout::flash_bytes - offset;
}

/// Empty where that is beyond the flash.
[[nodiscard]] inline std::span<const std::uint8_t> flash_at(std::uint32_t offset, std::size_t bytes) {
    if (offset > layout::flash_bytes || bytes > layout::flash_bytes - offset) {
        return {};
    }
    return {reinterpret_cast<const std::uint8_t*>(offset), bytes};
}

/// As it lies in memory: low byte first.
[[nodiscard]] constexpr std::uint32_t word_of(std::span<const std::uint8_t> bytes) {
    return bytes[0] | (std::uint32_t{bytes[1]} << 8U) | (std::uint32_t{bytes[2]} << 16U) |
           (std::uint32_t{bytes[3]} << 24U);
}

}  // namespace magpie::node::cortex_m
