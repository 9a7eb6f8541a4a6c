#include "collector/rollup/label_pick.hpp"

#include <algorithm>

namespace magpie::collector::rollup {

namespace {

struct Label {
    std::string_view whole;  // `,name="value"`
    std::string_view name;
    std::string_view value;
};

/// Takes the first label off; nothing is left where it is none.
Label take_label(std::string_view& labels) {
    const auto equals = labels.find("=\"");
    if (!labels.starts_with(',') || equals == std::string_view::npos) {
        labels = {};
        return {};
    }
    auto end = equals + 2;
    while (end < labels.size() && labels[end] != '"') {
        end += labels[end] == '\\' ? 2 : 1;
    }
    if (end >= labels.size()) {
        labels = {};
        return {};
    }
    const Label label{labels.substr(0, end + 1), labels.substr(1, equals - 1),
                      labels.substr(equals + 2, end - equals - 2)};
    labels.remove_prefix(end + 1);
    return label;
}

}  // namespace

std::string_view label_value(std::string_view labels, std::string_view name) {
    while (!labels.empty()) {
        if (const auto label = take_label(labels); label.name == name) {
            return label.value;
        }
    }
    return {};
}

std::string kept_labels(std::string_view labels, const catalogue::Metric& total) {
    std::string kept;
    while (!labels.empty()) {
        const auto label = take_label(labels);
        const auto first = total.labels.begin() + 1;
        if (!label.name.empty() &&
            (label.name == "le" || std::find(first, total.labels.end(), label.name) != total.labels.end())) {
            kept += label.whole;
        }
    }
    return kept;
}

std::string_view site_type_word(std::string_view told) {
    if (told.empty()) {
        return "none";
    }
    const bool word = told.size() <= 32 && std::ranges::all_of(told, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                      });
    return word ? told : "other";
}

}  // namespace magpie::collector::rollup
