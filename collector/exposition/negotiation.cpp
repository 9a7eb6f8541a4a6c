#include "collector/exposition/negotiation.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>

namespace magpie::collector {

namespace {

std::string_view trimmed(std::string_view text) {
    const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
    while (!text.empty() && is_space(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && is_space(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

/// Takes off what stands before the next separator.
std::string_view take_until(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    return trimmed(part);
}

bool same_word(std::string_view one, std::string_view other) {
    return std::ranges::equal(one, other,
                              [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

/// One element of either header: a word and its parameters.
struct Choice {
    std::string_view word;
    double quality = 1;
    std::string_view version{};
};

Choice take_choice(std::string_view& header) {
    auto element = take_until(header, ',');
    Choice choice{.word = take_until(element, ';')};
    while (!element.empty()) {
        auto value = take_until(element, ';');
        const auto key = take_until(value, '=');
        if (same_word(key, "q")) {
            choice.quality = std::clamp(std::strtod(std::string(value).c_str(), nullptr), 0.0, 1.0);
        } else if (same_word(key, "version")) {
            choice.version = value;
        }
    }
    return choice;
}

}  // namespace

Format wanted_format(std::string_view accept) {
    double text = 0;
    double open_metrics = 0;
    while (!accept.empty()) {
        const auto choice = take_choice(accept);
        if (same_word(choice.word, "text/plain") || choice.word == "text/*" || choice.word == "*/*") {
            text = std::max(text, choice.quality);
        } else if (same_word(choice.word, "application/openmetrics-text") &&
                   (choice.version.empty() || choice.version == "1.0.0" || choice.version == "0.0.1")) {
            open_metrics = std::max(open_metrics, choice.quality);
        }
    }
    return open_metrics > 0 && open_metrics >= text ? Format::open_metrics : Format::text;
}

bool takes_gzip(std::string_view accept_encoding) {
    while (!accept_encoding.empty()) {
        const auto choice = take_choice(accept_encoding);
        if (same_word(choice.word, "gzip") || same_word(choice.word, "x-gzip")) {
            return choice.quality > 0;
        }
    }
    return false;
}

}  // namespace magpie::collector
