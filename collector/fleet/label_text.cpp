#include "collector/fleet/label_text.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

#include "wire/catalogue/names.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

namespace {

constexpr std::size_t most_help = 256;

std::string plain(std::string_view text) {
    return is_plain_text(text) ? std::string(text) : escaped(text, text.size());
}

bool is_usable(std::string_view name) {
    return catalogue::is_label_name(name) && !name.starts_with("__") && name != "area" && name != "node";
}

}  // namespace

std::string label_value_text(std::string_view value) {
    std::string text;
    text.reserve(value.size());
    for (const char c : plain(value)) {
        if (c == '\\' || c == '"') {
            text += '\\';
        }
        text += c;
    }
    return text;
}

std::string plain_label_value(std::string_view escaped) {
    std::string text;
    text.reserve(escaped.size());
    for (std::size_t at = 0; at < escaped.size(); ++at) {
        at += escaped[at] == '\\' && at + 1 < escaped.size() ? 1 : 0;
        text += escaped[at];
    }
    return text;
}

std::string help_text(std::string_view help) {
    // Plain text has no newline left to escape.
    std::string text;
    for (const char c :
         is_plain_text(help) && help.size() <= most_help ? std::string(help) : escaped(help, most_help)) {
        if (c == '\\') {
            text += '\\';
        }
        text += c;
    }
    return text;
}

std::optional<std::string> labels_text(const Labels& labels) {
    std::vector<const Labels::value_type*> sorted;
    sorted.reserve(labels.size());
    for (const auto& label : labels) {
        if (!is_usable(label.first)) {
            return std::nullopt;
        }
        sorted.push_back(&label);
    }
    std::ranges::sort(sorted, {}, [](const auto* label) -> std::string_view { return label->first; });
    std::string text;
    for (std::size_t i = 0; i < sorted.size(); ++i) {
        const auto& [name, value] = *sorted[i];
        if (i > 0 && sorted[i - 1]->first == name) {
            return std::nullopt;
        }
        if (!value.empty()) {
            text += ',';
            text += name;
            text += "=\"";
            text += label_value_text(value);
            text += '"';
        }
    }
    return text;
}

}  // namespace magpie::collector
