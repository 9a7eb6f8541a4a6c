#include "wire/text.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace magpie {

namespace {

/// Length of the plain character at the start of `bytes`; 0 when there is none.
std::size_t plain_character(std::string_view bytes) {
    const auto at = [&](std::size_t i) { return static_cast<std::uint8_t>(bytes[i]); };
    const auto lead = at(0);
    if (lead < 0x80) {
        return lead >= 0x20 && lead != 0x7f ? 1 : 0;
    }
    const std::size_t length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
    if (lead < 0xc2 || lead > 0xf4 || bytes.size() < length) {
        return 0;
    }
    std::uint32_t code = lead & (0x7fU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((at(i) & 0xc0) != 0x80) {
            return 0;
        }
        code = (code << 6) | (at(i) & 0x3fU);
    }
    const bool overlong = (length == 3 && code < 0x800) || (length == 4 && code < 0x10000);
    const bool surrogate = code >= 0xd800 && code <= 0xdfff;
    const bool c1_control = code < 0xa0;
    return overlong || surrogate || c1_control || code > 0x10ffff ? 0 : length;
}

}  // namespace

bool is_plain_text(std::string_view bytes) {
    while (!bytes.empty()) {
        const auto length = plain_character(bytes);
        if (length == 0) {
            return false;
        }
        bytes.remove_prefix(length);
    }
    return true;
}

std::string escaped(std::string_view bytes, std::size_t most) {
    constexpr std::string_view digits = "0123456789abcdef";
    bytes = bytes.substr(0, most);
    std::string text;
    text.reserve(bytes.size());
    while (!bytes.empty()) {
        const auto length = plain_character(bytes);
        if (length == 0) {
            const auto byte = static_cast<std::uint8_t>(bytes.front());
            text += "\\x";
            text += digits[byte >> 4];
            text += digits[byte & 0xf];
        } else {
            text += bytes.substr(0, length);
        }
        bytes.remove_prefix(std::max<std::size_t>(length, 1));
    }
    return text;
}

}  // namespace magpie
