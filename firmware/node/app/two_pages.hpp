#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "firmware/node/hal/flash.hpp"

namespace magpie::node {

// A record that survives a power cut at any moment: two pages of flash from `offset` on, written in turn, each copy
// with a number that counts up and a CRC-32. The younger good one counts; while one is being written, it is the other.

/// The content last written, of `size` bytes; empty where no good copy of that size is.
[[nodiscard]] std::span<const std::uint8_t> newest_copy(const hal::Flash& flash, std::uint32_t offset,
                                                        std::size_t size);

/// `content` has a multiple of 4 bytes. False: flash did not take it, and what was there before still counts.
[[nodiscard]] bool write_copy(hal::Flash& flash, std::uint32_t offset, std::span<const std::uint8_t> content);

}  // namespace magpie::node
