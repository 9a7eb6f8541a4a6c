#include "collector/open_data/row.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <optional>

#include <fmt/chrono.h>
#include <fmt/format.h>

namespace magpie::collector::open_data {

namespace {

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::string_view line_end = "\r\n";

/// `=+-@`, and those of full width, which a Korean, Japanese or Chinese Excel takes for the same.
bool begins_a_formula(std::string_view text) {
    constexpr std::array<std::string_view, 8> beginnings{
        "=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    return std::ranges::any_of(beginnings, [&](std::string_view beginning) { return text.starts_with(beginning); });
}

std::string json_text(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {  // plain text: there are no control characters in it
        if (c == '"' || c == '\\') {
            quoted += '\\';
        }
        quoted += c;
    }
    return quoted += '"';
}

std::string number(const std::optional<double>& value, std::string_view unknown) {
    return value ? fmt::format("{:.0f}", *value) : std::string(unknown);
}

std::string position(const std::optional<double>& value, std::string_view unknown) {
    return value ? fmt::format("{:.6f}", *value) : std::string(unknown);
}

std::string time(UtcMs at) {
    return fmt::format("{:%Y-%m-%dT%H:%M:%S}Z", std::chrono::floor<std::chrono::seconds>(at));
}

std::string_view word(bool is) {
    return is ? "true" : "false";
}

std::string_view status(const AccessPoint& point) {
    return point.up ? "up" : "down";
}

/// `"5GHz","6GHz"`, or without quotes.
std::string list_of_bands(const AccessPoint& point, std::string_view quote, std::string_view between) {
    std::string list;
    for (std::size_t band = 0; band < bands.size(); ++band) {
        if (point.serves[band]) {
            list.append(list.empty() ? "" : between).append(quote).append(bands[band]).append(quote);
        }
    }
    return list;
}

}  // namespace

std::string without_formula(std::string_view text) {
    std::string plain(begins_a_formula(text) ? "'" : "");
    return plain += text;
}

std::string csv_text(std::string_view text) {
    auto cell = without_formula(text);
    if (cell.find_first_of("\",\r\n") == std::string::npos) {
        return cell;
    }
    std::string quoted = "\"";
    for (const char c : cell) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted += '"';
}

void append_csv_header(Language language, std::string& out) {
    out += language == Language::ko ? byte_order_mark : "";
    for (std::size_t i = 0; i < fields.size(); ++i) {
        out.append(i == 0 ? "" : ",").append(fields[i].in(language));
    }
    out += line_end;
}

void append_csv(const AccessPoint& point, std::string& out) {
    fmt::format_to(std::back_inserter(out), "{},{},{},{},{},{},{},{},{},{},{},{},{},{}", csv_text(point.id),
                   csv_text(point.area), csv_text(point.site), csv_text(point.site_type), position(point.latitude, ""),
                   position(point.longitude, ""), status(point), point.as_of ? time(*point.as_of) : "",
                   list_of_bands(point, "", " "), number(point.networks, ""), number(point.clients, ""),
                   number(point.received_bytes, ""), number(point.sent_bytes, ""), word(point.simulated));
    out += line_end;
}

void append_json(const AccessPoint& point, Language language, std::string& out) {
    constexpr std::string_view null = "null";
    const std::array<std::string, fields.size()> values{
        json_text(point.id),
        json_text(point.area),
        json_text(point.site),
        json_text(point.site_type),
        position(point.latitude, null),
        position(point.longitude, null),
        json_text(status(point)),
        point.as_of ? json_text(time(*point.as_of)) : std::string(null),
        "[" + list_of_bands(point, "\"", ",") + "]",
        number(point.networks, null),
        number(point.clients, null),
        number(point.received_bytes, null),
        number(point.sent_bytes, null),
        std::string(word(point.simulated)),
    };
    for (std::size_t i = 0; i < fields.size(); ++i) {
        out.append(i == 0 ? "{\"" : ",\"").append(fields[i].in(language)).append("\":").append(values[i]);
    }
    out += '}';
}

}  // namespace magpie::collector::open_data
