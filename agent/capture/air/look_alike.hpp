#pragma once

#include <string>
#include <string_view>

namespace magpie::agent {

/// What people read in a network's name: names with the same reading look alike. Letters are folded to small ones, full
/// width to plain, those of Cyrillic and Greek that look Latin to these, and what is told apart only by looking twice
/// (0 and o; 1, l, I and |; rn and m) to one of them; spaces, zero-width characters, dashes, dots and underscores fall
/// out; Hangul written in jamo becomes syllables. Of at most 32 bytes of any encoding: what is not UTF-8 stays as it
/// is. The reading is for comparing, not for showing.
[[nodiscard]] std::string reading_of(std::string_view ssid);

}  // namespace magpie::agent
