#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace magpie::agent {

// Numbers as they stand on the line, the high byte first. Who asks has seen that they are there.

[[nodiscard]] inline std::uint8_t number8(std::span<const std::byte> bytes, std::size_t place) {
    return std::to_integer<std::uint8_t>(bytes[place]);
}

[[nodiscard]] inline std::uint16_t number16(std::span<const std::byte> bytes, std::size_t place) {
    return static_cast<std::uint16_t>(number8(bytes, place) << 8 | number8(bytes, place + 1));
}

[[nodiscard]] inline std::uint32_t number32(std::span<const std::byte> bytes, std::size_t place) {
    return std::uint32_t{number16(bytes, place)} << 16 | number16(bytes, place + 2);
}

[[nodiscard]] inline std::uint64_t number64(std::span<const std::byte> bytes, std::size_t place) {
    return std::uint64_t{number32(bytes, place)} << 32 | number32(bytes, place + 4);
}

inline void put16(std::span<std::byte> bytes, std::size_t place, std::uint16_t number) {
    bytes[place] = static_cast<std::byte>(number >> 8);
    bytes[place + 1] = static_cast<std::byte>(number);
}

inline void put32(std::span<std::byte> bytes, std::size_t place, std::uint32_t number) {
    put16(bytes, place, static_cast<std::uint16_t>(number >> 16));
    put16(bytes, place + 2, static_cast<std::uint16_t>(number));
}

inline void put64(std::span<std::byte> bytes, std::size_t place, std::uint64_t number) {
    for (std::size_t i = 0; i < sizeof number; ++i) {
        bytes[place + i] = static_cast<std::byte>(number >> (8 * (sizeof number - 1 - i)));
    }
}

}  // namespace magpie::agent
