#include "collector/config/foreign_map.hpp"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "collector/ingest/metric_name.hpp"
#include "wire/catalogue/metric.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

namespace {

constexpr std::size_t most_rules = 200;  // each is tried on each metric of a birth
constexpr std::size_t longest = 200;

std::size_t wildcards_of(std::string_view pattern) {
    return static_cast<std::size_t>(std::ranges::count_if(pattern, [](char c) { return c == '+' || c == '*'; }));
}

config::Refusal path_pattern(const std::string& pattern) {
    if (pattern.empty() || pattern.size() > longest || !is_plain_text(pattern)) {
        return "must be 1 to 200 bytes of text";
    }
    for (std::string_view rest = pattern; !rest.empty();) {
        const auto level = rest.substr(0, rest.find('/'));
        rest.remove_prefix(std::min(rest.size(), level.size() + 1));
        if (level.size() > 1 && wildcards_of(level) > 0) {
            return "must have + and * as whole levels only";
        }
    }
    if (std::ranges::count(pattern, '*') > 1) {
        return "must have no more than one *";
    }
    return wildcards_of(pattern) > most_wildcards ? config::Refusal("must have no more than 9 wildcards")
                                                  : std::nullopt;
}

config::Refusal id_pattern(const std::string& pattern) {
    const auto star = pattern.find('*');
    return star == std::string::npos || star + 1 == pattern.size() ? std::nullopt
                                                                   : config::Refusal("must have its * at the end");
}

config::Refusal foreign_name(const std::string& name) {
    if (!catalogue::is_label_name(name) || name.size() > longest) {
        return "must be letters, digits and underscores, and not begin with a digit";
    }
    if (name.starts_with("magpie_")) {
        return "must not begin with magpie_: those names have a meaning";
    }
    return std::nullopt;
}

config::Refusal unit_word(const std::string& unit) {
    const bool good =
        std::ranges::all_of(unit, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    return good && unit.size() <= longest ? std::nullopt
                                          : config::Refusal("must be a word of a-z, 0-9 and _, such as \"celsius\"");
}

config::Refusal scale_factor(double scale) {
    return scale != 0 ? std::nullopt : config::Refusal("must not be 0");
}

/// Labels that have a meaning already: to the collector, or to Prometheus.
bool is_taken(std::string_view label) {
    constexpr std::string_view taken[] = {"area", "node",     "device", "metric",  "value",
                                          "le",   "quantile", "job",    "instance"};
    return label.starts_with("__") || std::ranges::find(taken, label) != std::end(taken);
}

/// Reads `room=$1`; the error is a sentence.
config::Refusal read_label(std::string_view text, std::size_t wildcards, Labels& into) {
    const auto equals = text.find('=');
    const auto label = text.substr(0, equals);
    if (equals == std::string_view::npos || !catalogue::is_label_name(label)) {
        return "must be like \"room=$1\"";
    }
    if (is_taken(label)) {
        return "must not set `" + std::string(label) + "`";
    }
    if (std::ranges::find(into, label, &Labels::value_type::first) != into.end()) {
        return "must not set `" + std::string(label) + "` twice";
    }
    const auto value = text.substr(equals + 1);
    for (std::size_t i = 0; i + 1 < value.size(); ++i) {
        if (value[i] == '$' && value[i + 1] >= '0' && value[i + 1] <= '9' &&
            static_cast<std::size_t>(value[i + 1] - '0') - 1 >= wildcards) {
            return "must not name a wildcard that `match` does not have";
        }
    }
    into.emplace_back(label, value);
    return std::nullopt;
}

void read_labels(config::Table& table, ForeignRule& rule) {
    std::vector<std::string> labels;
    table.optional("labels", labels);
    if (labels.size() > catalogue::max_labels) {
        table.refuse("labels", "must be no more than 5");
        return;
    }
    for (const auto& text : labels) {
        if (const auto refusal = read_label(text, wildcards_of(rule.match), rule.labels)) {
            table.refuse("labels", *refusal);
        }
    }
}

void read_type(config::Table& table, ForeignRule& rule) {
    std::string type;
    if (table.optional("type", type, config::one_of({"gauge", "counter"}))) {
        rule.counter = type == "counter";
    }
    if (rule.counter == false && is_counter_name(rule.name)) {
        table.refuse("type", "must be counter for a name that ends in _total");
    }
}

void read_id(config::Table& table, std::string_view key, std::optional<std::string>& into) {
    std::string id;
    if (table.optional(key, id, id_pattern)) {
        into = std::move(id);
    }
}

ForeignRule read_rule(config::Table& table) {
    ForeignRule rule;
    table.required("match", rule.match, path_pattern);
    read_id(table, "area", rule.area);
    read_id(table, "node", rule.node);
    read_id(table, "device", rule.device);
    const bool dropped = table.optional("drop", rule.drop) && rule.drop;
    const bool named = table.optional("name", rule.name, foreign_name);
    std::string unit;
    if (table.optional("unit", unit, unit_word)) {
        rule.unit = std::move(unit);
    }
    const bool scaled = table.optional("scale", rule.scale, scale_factor);
    read_type(table, rule);
    read_labels(table, rule);
    if (dropped && (named || scaled || rule.unit || rule.counter || !rule.labels.empty())) {
        table.refuse("drop", "leaves nothing to be said of the metric");
    }
    return rule;
}

}  // namespace

std::vector<ForeignRule> read_foreign_map(config::Reader& read) {
    std::vector<ForeignRule> rules;
    auto foreign = read.table("foreign");
    for (auto& table : foreign.tables("map")) {
        rules.push_back(read_rule(table));
    }
    if (rules.size() > most_rules) {
        foreign.refuse("map", "must be no more than 200 rules");
    }
    return rules;
}

}  // namespace magpie::collector
