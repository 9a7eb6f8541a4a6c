#include "firmware/node/app/crc32.hpp"

#include <array>

namespace magpie::node {

namespace {

/// For half a byte at a time: 64 bytes where 1024 would be half as quick again.
constexpr std::array<std::uint32_t, 16> make_table() {
    std::array<std::uint32_t, 16> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 4; ++bit) {
            crc = (crc & 1U) != 0 ? (crc >> 1U) ^ 0xEDB88320U : crc >> 1U;
        }
        table[i] = crc;
    }
    return table;
}

constexpr auto table = make_table();

}  // namespace

std::uint32_t crc32(std::span<const std::uint8_t> bytes, std::uint32_t before) {
    std::uint32_t crc = ~before;
    for (const std::uint8_t byte : bytes) {
        crc ^= byte;
        crc = (crc >> 4U) ^ table[crc & 0xFU];
        crc = (crc >> 4U) ^ table[crc & 0xFU];
    }
    return ~crc;
}

}  // namespace magpie::node
