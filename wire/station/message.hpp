#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "wire/station/record.hpp"

namespace magpie::station {

// What all messages between the agent and magpie-station have in common: a version, a type, and numbers of 32 bits, the
// high byte first, at places of their own.

enum class Type : std::uint8_t { greeting = 1, lease = 2, result = 3, uplink_question = 4, uplink_answer = 5 };

template <std::size_t size>
[[nodiscard]] std::array<std::byte, size> headed(Type type) {
    std::array<std::byte, size> bytes{};
    bytes[0] = std::byte{present_version};
    bytes[1] = static_cast<std::byte>(type);
    return bytes;
}

/// Whole, and of our version and that type.
[[nodiscard]] inline bool is(std::span<const std::byte> bytes, std::size_t size, Type type) {
    return bytes.size() == size && bytes[0] == std::byte{present_version} && bytes[1] == static_cast<std::byte>(type);
}

inline void put(std::span<std::byte> bytes, std::size_t place, std::uint32_t number) {
    for (unsigned i = 0; i < sizeof number; ++i) {
        bytes[place + i] = static_cast<std::byte>(number >> (8 * (sizeof number - 1 - i)));
    }
}

[[nodiscard]] inline std::uint32_t get(std::span<const std::byte> bytes, std::size_t place) {
    std::uint32_t number = 0;
    for (const auto byte : bytes.subspan(place, sizeof number)) {
        number = number << 8 | std::to_integer<std::uint32_t>(byte);
    }
    return number;
}

}  // namespace magpie::station
