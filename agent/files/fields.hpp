#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <optional>
#include <string_view>

namespace magpie::agent {

/// Walks the pieces of a kernel text between separators: fields of a line (blanks), lines of a file (newlines). Empty
/// pieces are passed over.
class Pieces {
  public:
    Pieces(std::string_view text, std::string_view separators) : rest_(text), separators_(separators) {}

    [[nodiscard]] std::optional<std::string_view> next() {
        std::size_t start = 0;
        while (start < rest_.size() && separates(rest_[start])) {
            ++start;
        }
        std::size_t end = start;
        while (end < rest_.size() && !separates(rest_[end])) {
            ++end;
        }
        const auto piece = rest_.substr(start, end - start);
        rest_.remove_prefix(end);
        return piece.empty() ? std::nullopt : std::optional(piece);
    }
    /// The piece `count` further on: skip(0) is next().
    [[nodiscard]] std::optional<std::string_view> skip(std::size_t count) {
        while (count-- > 0) {
            if (!next()) {
                return std::nullopt;
            }
        }
        return next();
    }

  private:
    // find_first_of() would call memchr() for each letter: half the instructions of a sample.
    [[nodiscard]] bool separates(char letter) const {
        for (const char separator : separators_) {
            if (letter == separator) {
                return true;
            }
        }
        return false;
    }

    std::string_view rest_;
    std::string_view separators_;
};

[[nodiscard]] inline Pieces lines_of(std::string_view text) {
    return {text, "\n"};
}
[[nodiscard]] inline Pieces fields_of(std::string_view line) {
    return {line, " \t\n"};
}

/// The whole text as a decimal number; nothing without a text, where a character is left over or the type is too small.
template <typename Number>
requires std::integral<Number> || std::floating_point<Number>
[[nodiscard]] std::optional<Number> number_of(std::optional<std::string_view> text) {
    if (!text) {
        return std::nullopt;
    }
    Number value{};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    if (error != std::errc{} || end != text->data() + text->size()) {
        return std::nullopt;
    }
    return value;
}

/// Like `number_of`, for the "0x1a" that drivers write.
[[nodiscard]] inline std::optional<unsigned> hex_of(std::string_view text) {
    if (text.starts_with("0x")) {
        text.remove_prefix(2);
    }
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc{} || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

/// Without the newline and blanks at both ends.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
    const auto start = text.find_first_not_of(" \t\n");
    if (start == std::string_view::npos) {
        return {};
    }
    return text.substr(start, text.find_last_not_of(" \t\n") - start + 1);
}

}  // namespace magpie::agent
