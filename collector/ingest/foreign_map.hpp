#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/fleet/series.hpp"

namespace magpie::collector {

/// Whose metrics they are; `device` is empty for those of the node itself.
struct ForeignPlace {
    std::string_view area;
    std::string_view node;
    std::string_view device;
};

/// How certain metrics of other edges are shown; `[[foreign.map]]`. Of several that fit the first counts.
struct ForeignRule {
    /// Levels of the metric's path; `+` stands for one, `*` (once) for one or more.
    std::string match;
    /// The whole id, or what it begins with before a `*`; absent: any. An empty device: the node's own metrics alone.
    std::optional<std::string> area{};
    std::optional<std::string> node{};
    std::optional<std::string> device{};

    bool drop = false;
    std::string name{};                 // empty: as without a rule
    std::optional<bool> counter{};      // absent: as the name says
    std::optional<std::string> unit{};  // absent: as the edge says, but with a name: none
    double scale = 1;
    Labels labels{};  // `$1` in a value is what the first wildcard stands for
};

inline constexpr std::size_t most_wildcards = 9;

/// What each wildcard stands for; nothing when the pattern does not fit.
[[nodiscard]] std::optional<std::vector<std::string_view>> match_path(std::string_view pattern, std::string_view path);

/// The first rule that fits, and what its wildcards stand for.
struct ForeignMatch {
    const ForeignRule* rule = nullptr;  // null: none fits
    std::vector<std::string_view> wildcards;
};
[[nodiscard]] ForeignMatch match_rule(const std::vector<ForeignRule>& rules, const ForeignPlace& place,
                                      std::string_view path);

/// The text with each `$1` to `$9` replaced.
[[nodiscard]] std::string expand(std::string_view text, const std::vector<std::string_view>& wildcards);

}  // namespace magpie::collector
