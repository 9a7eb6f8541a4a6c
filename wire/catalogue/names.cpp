#include "wire/catalogue/names.hpp"

#include <algorithm>
#include <cstdint>

namespace magpie::catalogue {

namespace {

constexpr std::string_view prefix = "magpie_";

constexpr bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Whether a label of an info metric names the thing it tells of: of each there is one, so that a node has several.
constexpr bool is_subject(std::string_view label) {
    return label == "interface" || label == "sensor";
}

void append_level(std::string& path, std::string_view value) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    path += '/';
    for (const char c : value) {
        if (is_letter(c) || is_digit(c) || c == '.' || c == ':' || c == '-') {
            path += c;
        } else {
            const auto byte = static_cast<std::uint8_t>(c);
            path += '%';
            path += digits[byte >> 4];
            path += digits[byte & 0xf];
        }
    }
}

}  // namespace

std::string_view name_end(Part part) {
    switch (part) {
        case Part::bucket:
            return "_bucket";
        case Part::sum:
            return "_sum";
        case Part::count:
            return "_count";
        case Part::whole:
            break;
    }
    return {};
}

std::string wire_path(const Metric& metric, std::span<const std::string> label_values, Part part) {
    auto name = metric.name.substr(prefix.size());
    const auto domain_end = name.find('_');
    std::string path(name.substr(0, domain_end));
    for (std::size_t place = 0; place < label_values.size(); ++place) {
        // An info metric's labels are its content; a place in the tree is only what it tells of.
        if (metric.kind != Kind::info || (place < metric.label_count() && is_subject(metric.labels[place]))) {
            append_level(path, label_values[place]);
        }
    }
    path += '/';
    path += name.substr(domain_end + 1);
    path += name_end(part);
    return path;
}

std::optional<std::string> prometheus_name(std::string_view wire_path) {
    const auto first = wire_path.find('/');
    if (first == std::string_view::npos) {
        return std::nullopt;
    }
    const auto last = wire_path.rfind('/');
    std::string name(prefix);
    name += wire_path.substr(0, first);
    name += '_';
    name += wire_path.substr(last + 1);
    if (first == 0 || last + 1 == wire_path.size() || !is_label_name(name)) {
        return std::nullopt;
    }
    return name;
}

bool is_label_name(std::string_view text) {
    return !text.empty() && is_letter(text.front()) &&
           std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c); });
}

std::string_view unit_word(Unit unit) {
    switch (unit) {
        case Unit::bytes:
            return "bytes";
        case Unit::seconds:
        case Unit::timestamp:
            return "seconds";
        case Unit::ratio:
            return "ratio";
        case Unit::celsius:
            return "celsius";
        case Unit::bytes_per_second:
            return "bytes_per_second";
        case Unit::hertz:
            return "hertz";
        case Unit::dbm:
            return "dbm";
        case Unit::decibels:
            return "decibels";
        case Unit::lux:
            return "lux";
        case Unit::volts:
            return "volts";
        case Unit::amperes:
            return "amperes";
        case Unit::degrees:
            return "degrees";
        case Unit::meters_per_second:
            return "meters_per_second";
        case Unit::meters_per_second_squared:
            return "meters_per_second_squared";
        case Unit::watts:
            return "watts";
        case Unit::grams_per_cubic_meter:
            return "grams_per_cubic_meter";
        case Unit::none:
        case Unit::boolean:
            break;
    }
    return {};
}

}  // namespace magpie::catalogue
