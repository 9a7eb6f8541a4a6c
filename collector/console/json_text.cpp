#include "collector/console/json_text.hpp"

#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace magpie::collector::console {

void append_json_text(std::string_view text, std::string& out) {
    out += '"';
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
            continue;
        }
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    out += '"';
}

void append_json_text_or_null(std::string_view text, std::string& out) {
    if (text.empty()) {
        out += "null";
    } else {
        append_json_text(text, out);
    }
}

void append_json_number(double number, std::string& out) {
    if (std::isfinite(number)) {
        fmt::format_to(std::back_inserter(out), "{}", number);
    } else {
        out += "null";
    }
}

}  // namespace magpie::collector::console
