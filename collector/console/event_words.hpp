#pragma once

#include <string_view>

namespace magpie::collector::console {

/// What an event says, in both languages of the console.
struct Words {
    std::string_view en;
    std::string_view ko;
};

/// `what` is the name of an urgent alert (wire/catalogue/urgent.hpp) or a word of the table; of a recovery its words
/// are those of the end. What is not known says itself.
[[nodiscard]] Words event_words(std::string_view what, bool is_over);
/// Whether the table has it.
[[nodiscard]] bool has_event_words(std::string_view what);

}  // namespace magpie::collector::console
