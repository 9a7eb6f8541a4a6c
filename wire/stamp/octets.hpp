#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace magpie::stamp {

/// Big-endian; the caller has looked that there are as many octets.
[[nodiscard]] inline std::uint64_t load(std::span<const std::byte> octets) {
    std::uint64_t value = 0;
    for (const std::byte octet : octets) {
        value = value << 8 | std::to_integer<std::uint64_t>(octet);
    }
    return value;
}

inline void store(std::span<std::byte> octets, std::uint64_t value) {
    for (std::size_t i = octets.size(); i-- > 0; value >>= 8) {
        octets[i] = static_cast<std::byte>(value);
    }
}

}  // namespace magpie::stamp
