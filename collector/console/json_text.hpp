#pragma once

#include <string>
#include <string_view>

namespace magpie::collector::console {

/// Appends a JSON string of plain text (wire/text.hpp). By hand, for a map has thousands of them.
void append_json_text(std::string_view text, std::string& out);
/// The same; null where it is empty.
void append_json_text_or_null(std::string_view text, std::string& out);
/// Appends a number as short as it comes back the same; null where it is not finite.
void append_json_number(double number, std::string& out);

}  // namespace magpie::collector::console
