#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "firmware/node/app/crc32.hpp"
#include "firmware/node/app/hmac.hpp"
#include "firmware/node/hal/layout.hpp"
#include "wire/modbus/register_map.hpp"

namespace magpie::node {

inline void put_words(std::vector<std::uint8_t>& bytes, std::uint32_t first, std::uint32_t second) {
    for (unsigned i = 0; i < 4; ++i) {
        bytes[i] = static_cast<std::uint8_t>(first >> 8 * i);
        bytes[4 + i] = static_cast<std::uint8_t>(second >> 8 * i);
    }
}

/// What could have been linked for `slot`: vectors, and bytes of no meaning that depend on `seed`.
inline std::vector<std::uint8_t> image_bytes(unsigned slot, std::size_t size, unsigned seed = 1) {
    std::vector<std::uint8_t> bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>((i * i + seed) >> 3U);
    }
    put_words(bytes, layout::ram + layout::ram_bytes, layout::slots[slot] + 0x21);
    return bytes;
}

inline void put_image(std::span<std::uint8_t> flash, unsigned slot, const std::vector<std::uint8_t>& bytes) {
    std::copy(bytes.begin(), bytes.end(), flash.begin() + layout::slots[slot]);
}

/// The registers of holding::image_size and behind it, as who signs an image writes them.
inline std::vector<std::uint16_t> described(const std::vector<std::uint8_t>& image, std::uint16_t version,
                                            std::span<const std::uint8_t> key) {
    const auto size = static_cast<std::uint32_t>(image.size());
    const auto crc = crc32(image);
    std::vector<std::uint16_t> words{static_cast<std::uint16_t>(size >> 16U), static_cast<std::uint16_t>(size),
                                     static_cast<std::uint16_t>(crc >> 16U), static_cast<std::uint16_t>(crc), version};
    Hmac hmac(key);
    for (const auto word : words) {
        const std::uint8_t bytes[] = {static_cast<std::uint8_t>(word >> 8U), static_cast<std::uint8_t>(word)};
        hmac.add(bytes);
    }
    hmac.add(image);
    const auto digest = hmac.end();
    for (std::size_t i = 0; i < digest.size(); i += 2) {
        words.push_back(static_cast<std::uint16_t>(digest[i] << 8U | digest[i + 1]));
    }
    return words;
}

}  // namespace magpie::node
