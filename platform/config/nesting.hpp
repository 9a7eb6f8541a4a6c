#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

namespace magpie::config {

/// The first line of a TOML text on which tables or values are nested deeper than `most` (by brackets and by dotted
/// keys), or nothing. toml++ 3.3 bounds the brackets but not the dots, and frees what it has parsed by recursion:
/// 100,000 dots in one header end the process.
std::optional<std::size_t> line_nested_deeper_than(std::size_t most, std::string_view text);

}  // namespace magpie::config
