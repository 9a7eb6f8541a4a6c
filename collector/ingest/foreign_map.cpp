#include "collector/ingest/foreign_map.hpp"

#include <algorithm>
#include <cstddef>
#include <utility>

namespace magpie::collector {

namespace {

std::size_t level_count(std::string_view path) {
    return 1 + static_cast<std::size_t>(std::ranges::count(path, '/'));
}

/// Takes so many levels off the front.
std::string_view take_levels(std::string_view& path, std::size_t count) {
    std::size_t end = path.find('/');
    for (; count > 1 && end != std::string_view::npos; --count) {
        end = path.find('/', end + 1);
    }
    const auto taken = path.substr(0, end);
    path.remove_prefix(end == std::string_view::npos ? path.size() : end + 1);
    return taken;
}

bool id_fits(const std::optional<std::string>& wanted, std::string_view id) {
    if (!wanted || !wanted->ends_with('*')) {
        return !wanted || *wanted == id;
    }
    return id.starts_with(std::string_view(*wanted).substr(0, wanted->size() - 1));
}

}  // namespace

std::optional<std::vector<std::string_view>> match_path(std::string_view pattern, std::string_view path) {
    std::vector<std::string_view> wildcards;
    const auto wanted = level_count(pattern);
    const auto given = level_count(path);
    if (given < wanted) {
        return std::nullopt;
    }
    auto further = given - wanted;  // levels for the `*` besides its first
    for (std::size_t i = 0; i < wanted; ++i) {
        const auto level = take_levels(pattern, 1);
        if (level == "*") {
            wildcards.push_back(take_levels(path, 1 + std::exchange(further, 0)));
        } else if (const auto one = take_levels(path, 1); level == "+") {
            wildcards.push_back(one);
        } else if (level != one) {
            return std::nullopt;
        }
    }
    return further == 0 ? std::optional(std::move(wildcards)) : std::nullopt;
}

ForeignMatch match_rule(const std::vector<ForeignRule>& rules, const ForeignPlace& place, std::string_view path) {
    for (const auto& rule : rules) {
        if (!id_fits(rule.area, place.area) || !id_fits(rule.node, place.node) || !id_fits(rule.device, place.device)) {
            continue;
        }
        if (auto wildcards = match_path(rule.match, path)) {
            return {.rule = &rule, .wildcards = std::move(*wildcards)};
        }
    }
    return {};
}

std::string expand(std::string_view text, const std::vector<std::string_view>& wildcards) {
    std::string expanded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto which = text[i] == '$' && i + 1 < text.size() ? static_cast<std::size_t>(text[i + 1] - '1') : 9;
        if (which < wildcards.size()) {
            expanded += wildcards[which];
            ++i;
        } else {
            expanded += text[i];
        }
    }
    return expanded;
}

}  // namespace magpie::collector
