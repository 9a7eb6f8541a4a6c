#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace magpie::agent {

/// Bytes.
struct Memory {
    std::uint64_t size = 0;
    /// MemAvailable; absent before Linux 3.14.
    std::optional<std::uint64_t> available;
    std::optional<std::uint64_t> swap_used;
};

/// /proc/meminfo; nothing without MemTotal.
[[nodiscard]] std::optional<Memory> parse_memory(std::string_view meminfo);

}  // namespace magpie::agent
