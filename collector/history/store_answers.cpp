#include "collector/history/store_answers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <string>

#include <nlohmann/json.hpp>

namespace magpie::collector::history {

namespace {

using nlohmann::json;

constexpr double day = 86'400'000;
/// What is longer is no time that anybody has set.
constexpr double longest = 1000 * 365 * day;

struct Unit {
    std::string_view name;
    double milliseconds;
};
/// Of those that begin alike the longer first.
constexpr Unit units[] = {{"ms", 1},     {"us", 1e-3}, {"\xc2\xb5s", 1e-3}, {"ns", 1e-6},   {"s", 1000},
                          {"m", 60'000}, {"h", 3.6e6}, {"d", day},          {"w", 7 * day}, {"y", 365 * day}};

std::optional<double> take_number(std::string_view& text) {
    double number = 0;
    const auto [end, problem] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (problem != std::errc{} || !(number >= 0 && number <= longest)) {
        return std::nullopt;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

std::string_view take_line(std::string_view& text) {
    const auto line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    return line;
}

/// The member `data` of an answer of Prometheus' API.
std::optional<json> data_of(std::string_view text) {
    auto answer = json::parse(text, nullptr, /*allow_exceptions=*/false);
    if (!answer.is_object()) {
        return std::nullopt;
    }
    const auto status = answer.find("status");
    const auto data = answer.find("data");
    if (status == answer.end() || *status != "success" || data == answer.end() || !data->is_object()) {
        return std::nullopt;
    }
    return std::move(*data);
}

std::optional<std::string> text_of(const json& object, std::string_view key) {
    const auto found = object.find(std::string(key));
    return found != object.end() && found->is_string() ? std::optional(found->get<std::string>()) : std::nullopt;
}

/// The value at a path of keys, in YAML of one key a line.
std::optional<std::string_view> find_in_yaml(std::string_view yaml, const std::array<std::string_view, 3>& path) {
    std::array<std::size_t, 3> indents{};  // of the keys of the path found so far, and of the one wanted
    std::size_t found = 0;
    bool indent_known = true;
    while (!yaml.empty()) {
        auto line = take_line(yaml);
        const auto indent = line.find_first_not_of(' ');
        if (indent == std::string_view::npos) {
            continue;
        }
        if (found > 0 && indent <= indents[found - 1]) {
            return std::nullopt;  // the end of what a key of the path holds; a key stands once
        }
        if (!indent_known) {
            indents[found] = indent;
            indent_known = true;
        }
        line.remove_prefix(indent);
        if (indent != indents[found] || !line.starts_with(path[found]) ||
            !line.substr(path[found].size()).starts_with(':')) {
            continue;
        }
        line.remove_prefix(path[found].size() + 1);
        if (++found == path.size()) {
            line.remove_prefix(std::min(line.size(), line.find_first_not_of(' ')));
            return line;
        }
        indent_known = false;
    }
    return std::nullopt;
}

std::optional<Milliseconds> months_or_duration(std::string_view text) {
    auto rest = text;
    const auto months = take_number(rest);
    return months && rest.empty() ? std::optional(Milliseconds{static_cast<std::int64_t>(*months * 31 * day)})
                                  : parse_duration(text);
}

/// Takes `begin`, and what stands up to `end`, off `text`.
std::optional<std::string_view> take_between(std::string_view& text, std::string_view begin, std::string_view end) {
    const auto size = text.starts_with(begin) ? text.substr(begin.size()).find(end) : std::string_view::npos;
    if (size == std::string_view::npos) {
        return std::nullopt;
    }
    const auto taken = text.substr(begin.size(), size);
    text.remove_prefix(begin.size() + size + end.size());
    return taken;
}

}  // namespace

std::optional<Milliseconds> parse_duration(std::string_view text) {
    if (text == "0") {
        return Milliseconds{0};
    }
    double sum = 0;
    bool any = false;
    while (!text.empty()) {
        const auto number = take_number(text);
        const auto* const unit =
            std::ranges::find_if(units, [&](const Unit& one) { return text.starts_with(one.name); });
        if (!number || unit == std::end(units)) {
            return std::nullopt;
        }
        text.remove_prefix(unit->name.size());
        sum += *number * unit->milliseconds;
        any = true;
    }
    return any && sum <= longest ? std::optional(Milliseconds{static_cast<std::int64_t>(sum)}) : std::nullopt;
}

std::optional<bool> read_receiver(std::string_view json) {
    const auto flags = data_of(json);
    if (!flags || !text_of(*flags, "storage.tsdb.retention.time")) {
        return std::nullopt;
    }
    // Before 2.33 it was a feature.
    const auto features = text_of(*flags, "enable-feature").value_or("");
    return text_of(*flags, "web.enable-remote-write-receiver") == "true" ||
           features.find("remote-write-receiver") != std::string::npos;
}

std::optional<Milliseconds> read_out_of_order_window(std::string_view json) {
    const auto data = data_of(json);
    const auto yaml = data ? text_of(*data, "yaml") : std::nullopt;
    if (!yaml) {
        return std::nullopt;
    }
    const auto window = find_in_yaml(*yaml, {"storage", "tsdb", "out_of_order_time_window"});
    return window ? parse_duration(*window) : Milliseconds{0};
}

std::optional<Milliseconds> read_retention(std::string_view json) {
    const auto data = data_of(json);
    const auto retention = data ? text_of(*data, "storageRetention") : std::nullopt;
    if (!retention) {
        return std::nullopt;
    }
    // "15d", "15d or 512MB", "512MB"
    return parse_duration(std::string_view(*retention).substr(0, retention->find(' ')));
}

std::optional<VictoriaMetricsFlags> read_victoria_metrics(std::string_view page) {
    VictoriaMetricsFlags flags;
    bool keeps_samples = false;
    while (!page.empty()) {
        auto line = take_line(page);
        const auto name = take_between(line, "flag{name=\"", "\"");
        const auto value = name ? take_between(line, ", value=\"", "\"") : std::nullopt;
        if (!value) {
            continue;
        }
        if (*name == "retentionPeriod") {
            keeps_samples = true;
            flags.retention = months_or_duration(*value);
        } else if (*name == "dedup.minScrapeInterval") {
            flags.dedup_interval = parse_duration(*value);
        }
    }
    return keeps_samples ? std::optional(flags) : std::nullopt;
}

}  // namespace magpie::collector::history
