#pragma once

#include <string>
#include <string_view>

#include "collector/open_data/access_point.hpp"
#include "collector/open_data/fields.hpp"

namespace magpie::collector::open_data {

/// That no spreadsheet takes for a formula: what begins as one gets an apostrophe before it.
[[nodiscard]] std::string without_formula(std::string_view text);

/// A cell of RFC 4180 that no spreadsheet takes for a formula.
[[nodiscard]] std::string csv_text(std::string_view text);

/// The names of the columns; in Korean with a byte order mark before them, for without it a Korean Excel reads CP949.
void append_csv_header(Language language, std::string& out);
/// A line of RFC 4180. What is not known is empty.
void append_csv(const AccessPoint& point, std::string& out);

/// An object of JSON. What is not known is null.
void append_json(const AccessPoint& point, Language language, std::string& out);

}  // namespace magpie::collector::open_data
