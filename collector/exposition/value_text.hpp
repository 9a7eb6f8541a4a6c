#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>

namespace magpie::collector {

/// No value takes more bytes than this.
inline constexpr std::size_t most_value_text = 32;

/// Writes a finite value and says where it ends: integers plainly up to 2^53, all else in the fewest digits that read
/// back as the same double.
inline char* write_value(char* to, double value) {
    constexpr double exact = 9007199254740992.0;
    if (value > -exact && value < exact) {
        const auto whole = static_cast<std::int64_t>(value);
        if (static_cast<double>(whole) == value) {
            return std::to_chars(to, to + most_value_text, whole).ptr;
        }
    }
    return std::to_chars(to, to + most_value_text, value).ptr;
}

}  // namespace magpie::collector
