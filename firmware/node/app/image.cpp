#include "firmware/node/app/image.hpp"

#include "firmware/node/hal/layout.hpp"

namespace magpie::node {

namespace {

std::uint32_t word_at(std::span<const std::uint8_t> bytes, std::size_t at) {
    return (std::uint32_t{bytes[at + 3]} << 24U) | (std::uint32_t{bytes[at + 2]} << 16U) |
           (std::uint32_t{bytes[at + 1]} << 8U) | bytes[at];
}

}  // namespace

bool has_vector_table(const hal::Flash& flash, unsigned slot) {
    const auto start = layout::slots[slot];
    const auto vectors = flash.at(start, 8);
    const auto stack = word_at(vectors, 0);
    const auto reset = word_at(vectors, 4);
    return stack > layout::ram && stack <= layout::ram + layout::ram_bytes && stack % 8 == 0 && (reset & 1U) != 0 &&
           reset > start + 8 && reset < start + layout::slot_bytes;
}

}  // namespace magpie::node
