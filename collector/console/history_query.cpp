#include "collector/console/history_query.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "collector/console/json_text.hpp"
#include "collector/fleet/label_text.hpp"
#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/text.hpp"

namespace magpie::collector::console {

namespace {

using nlohmann::json;

/// RFC 3986: all but what is unreserved.
std::string percent_encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.' || c == '~';
        if (plain) {
            out += c;
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned>(static_cast<unsigned char>(c)));
        }
    }
    return out;
}

/// What tells one series of a pole from another.
bool is_shown(std::string_view label) {
    constexpr std::array<std::string_view, 5> of_all{"__name__", "area", "node", "instance", "job"};
    return std::ranges::find(of_all, label) == of_all.end();
}

/// `[1435781430.781,"1"]`.
bool append_point(const json& point, std::string& out) {
    if (!point.is_array() || point.size() != 2 || !point[0].is_number() || !point[1].is_string()) {
        return false;
    }
    const auto& text = point[1].get_ref<const std::string&>();
    double value = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool finite = trouble == std::errc{} && end == text.data() + text.size() && std::isfinite(value);
    out += out.back() == '[' ? "[" : ",[";
    append_json_number(point[0].get<double>(), out);
    out += ',';
    finite ? append_json_number(value, out) : (void)out.append("null");
    out += ']';
    return true;
}

bool append_series(const json& series, std::string& out) {
    if (!series.is_object() || !series.contains("metric") || !series.contains("values")) {
        return false;
    }
    const auto& labels = series["metric"];
    const auto& values = series["values"];
    if (!labels.is_object() || !values.is_array() || values.size() > most_points + 1) {
        return false;
    }
    out += out.back() == '[' ? "{\"labels\":{" : ",{\"labels\":{";
    for (const auto& [name, value] : labels.items()) {
        if (!value.is_string() || !is_shown(name)) {
            continue;
        }
        out += out.back() == '{' ? "" : ",";
        append_json_text(escaped(name), out);
        out += ':';
        append_json_text(escaped(value.get_ref<const std::string&>()), out);
    }
    out += "},\"points\":[";
    if (!std::ranges::all_of(values, [&out](const json& point) { return append_point(point, out); })) {
        return false;
    }
    out += "]}";
    return true;
}

}  // namespace

bool is_metric_of_catalogue(std::string_view name) {
    if (const auto row = catalogue::find(name)) {
        return catalogue::all[*row].kind != catalogue::Kind::histogram;
    }
    return std::ranges::any_of(
        std::array{catalogue::Part::bucket, catalogue::Part::sum, catalogue::Part::count}, [name](auto part) {
            const auto end = catalogue::name_end(part);
            const auto row =
                name.ends_with(end) ? catalogue::find(name.substr(0, name.size() - end.size())) : std::nullopt;
            return row && catalogue::all[*row].kind == catalogue::Kind::histogram;
        });
}

tl::expected<std::string, std::string> history_target(std::string_view base, const HistoryQuestion& question) {
    if (!is_metric_of_catalogue(question.metric)) {
        return tl::unexpected<std::string>("metric is no name of docs/metrics.md");
    }
    const auto span = question.to - question.from;
    if (span <= Milliseconds{0} || span > longest_history) {
        return tl::unexpected<std::string>("from is before to, by at most 400 days");
    }
    if (question.step < std::chrono::seconds{1} || span / question.step > static_cast<std::int64_t>(most_points)) {
        return tl::unexpected<std::string>("step is at least 1, and at most 3000 of them are between from and to");
    }
    const auto query = question.metric + "{area=\"" + label_value_text(question.pole.area) + "\",node=\"" +
                       label_value_text(question.pole.node) + "\"}";
    const auto seconds = [](UtcMs time) { return static_cast<double>(time.time_since_epoch().count()) / 1000; };
    while (base.ends_with('/')) {
        base.remove_suffix(1);
    }
    return fmt::format("{}/api/v1/query_range?query={}&start={:.3f}&end={:.3f}&step={}", base, percent_encoded(query),
                       seconds(question.from), seconds(question.to), question.step.count());
}

std::optional<std::string> history_answer(std::string_view body) {
    const auto given = json::parse(body, nullptr, /*allow_exceptions=*/false);
    if (!given.is_object() || given.value("status", json()) != "success" || !given.contains("data") ||
        !given["data"].is_object() || !given["data"].contains("result")) {
        return std::nullopt;
    }
    const auto& result = given["data"]["result"];
    if (!result.is_array() || result.size() > most_series) {
        return std::nullopt;
    }
    std::string out = "{\"series\":[";
    if (!std::ranges::all_of(result, [&out](const json& series) { return append_series(series, out); })) {
        return std::nullopt;
    }
    return out += "]}";
}

}  // namespace magpie::collector::console
