#include "platform/config/nesting.hpp"

#include <algorithm>
#include <vector>

namespace magpie::config {
namespace {

/// `at` is on the opening quote; returns the first position behind the string. One that is not closed ends with its
/// line, or with the text if it may span lines: the parser refuses it there.
std::size_t behind_string(std::string_view text, std::size_t at) {
    const char quote = text[at];
    const bool escapes = quote == '"';
    const bool spans_lines = text.substr(at, 3) == std::string_view(escapes ? "\"\"\"" : "'''");
    at += spans_lines ? 3 : 1;
    for (; at < text.size(); ++at) {
        if (escapes && text[at] == '\\') {
            ++at;
        } else if (text[at] == '\n' && !spans_lines) {
            return at;
        } else if (text[at] == quote) {
            if (!spans_lines) {
                return at + 1;
            }
            const std::size_t quotes = std::min(text.find_first_not_of(quote, at), text.size()) - at;
            if (quotes >= 3) {
                return at + std::min<std::size_t>(quotes, 5);  // up to two of them belong to the content
            }
            at += quotes - 1;
        }
    }
    return text.size();
}

}  // namespace

std::optional<std::size_t> line_nested_deeper_than(std::size_t most, std::string_view text) {
    std::size_t line = 1;
    std::size_t depth = 0;
    std::vector<std::size_t> outer;  // the depth at which each open bracket stands
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        std::size_t next = at + 1;
        if (c == '#') {
            next = std::min(text.find('\n', at), text.size());
        } else if (c == '"' || c == '\'') {
            next = behind_string(text, at);
            line += static_cast<std::size_t>(std::count(text.begin() + static_cast<std::ptrdiff_t>(at),
                                                        text.begin() + static_cast<std::ptrdiff_t>(next), '\n'));
        } else if (c == '[' || c == '{') {
            outer.push_back(depth++);
        } else if (c == '.') {
            ++depth;
        } else if (c == ',' && !outer.empty()) {
            depth = outer.back() + 1;
        } else if ((c == ']' || c == '}') && !outer.empty()) {
            depth = outer.back();
            outer.pop_back();
        } else if (c == '\n') {
            ++line;
            depth = outer.empty() ? 0 : depth;
        }
        if (depth > most) {
            return line;
        }
        at = next;
    }
    return std::nullopt;
}

}  // namespace magpie::config
