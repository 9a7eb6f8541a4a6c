#include "collector/ingest/metric_name.hpp"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <utility>

namespace magpie::collector {

namespace {

constexpr std::string_view prefix = "sparkplug";
constexpr std::string_view partings = "/_-. :";

constexpr bool is_lower(char c) {
    return c >= 'a' && c <= 'z';
}
constexpr bool is_upper(char c) {
    return c >= 'A' && c <= 'Z';
}
constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

/// Ascending, for the search.
constexpr std::pair<std::string_view, std::string_view> units[] = {
    {"%", "percent"},
    {"%RH", "percent"},
    {"A", "amperes"},
    {"Ah", "ampere_hours"},
    {"B", "bytes"},
    {"C", "celsius"},
    {"Celsius", "celsius"},
    {"GB", "gigabytes"},
    {"Hz", "hertz"},
    {"J", "joules"},
    {"K", "kelvin"},
    {"KB", "kilobytes"},
    {"L", "liters"},
    {"L/min", "liters_per_minute"},
    {"MB", "megabytes"},
    {"MHz", "megahertz"},
    {"MW", "megawatts"},
    {"MWh", "megawatt_hours"},
    {"N", "newtons"},
    {"Nm", "newton_meters"},
    {"Ohm", "ohms"},
    {"Pa", "pascals"},
    {"V", "volts"},
    {"VA", "volt_amperes"},
    {"W", "watts"},
    {"W/m2", "watts_per_square_meter"},
    {"Wh", "watt_hours"},
    {"bar", "bars"},
    {"cm", "centimeters"},
    {"dB", "decibels"},
    {"dBm", "dbm"},
    {"deg", "degrees"},
    {"degC", "celsius"},
    {"degF", "fahrenheit"},
    {"g", "grams"},
    {"h", "hours"},
    {"hPa", "hectopascals"},
    {"kA", "kiloamperes"},
    {"kB", "kilobytes"},
    {"kHz", "kilohertz"},
    {"kPa", "kilopascals"},
    {"kV", "kilovolts"},
    {"kVA", "kilovolt_amperes"},
    {"kW", "kilowatts"},
    {"kWh", "kilowatt_hours"},
    {"kg", "kilograms"},
    {"km", "kilometers"},
    {"km/h", "kilometers_per_hour"},
    {"kvar", "kilovars"},
    {"l", "liters"},
    {"l/min", "liters_per_minute"},
    {"lm", "lumens"},
    {"lux", "lux"},
    {"lx", "lux"},
    {"m", "meters"},
    {"m/s", "meters_per_second"},
    {"m2", "square_meters"},
    {"m3", "cubic_meters"},
    {"m3/h", "cubic_meters_per_hour"},
    {"mA", "milliamperes"},
    {"mV", "millivolts"},
    {"mW", "milliwatts"},
    {"mbar", "millibars"},
    {"min", "minutes"},
    {"mm", "millimeters"},
    {"ms", "milliseconds"},
    {"ppb", "parts_per_billion"},
    {"ppm", "parts_per_million"},
    {"psi", "psi"},
    {"rpm", "rpm"},
    {"s", "seconds"},
    {"ug/m3", "micrograms_per_cubic_meter"},
    {"us", "microseconds"},
    {"var", "vars"},
    {"\u00b0", "degrees"},
    {"\u00b0C", "celsius"},
    {"\u00b0F", "fahrenheit"},
    {"\u00b5g/m\u00b3", "micrograms_per_cubic_meter"},
    {"\u03a9", "ohms"},
};
static_assert(std::ranges::is_sorted(units, {}, [](const auto& unit) { return unit.first; }));

/// Whether the capital before this begins a word: that of `Server` in HTTPServer, but not that of `s` in LEDs.
bool starts_word(std::string_view rest) {
    const bool plural = rest.starts_with('s') && (rest.size() == 1 || !is_lower(rest[1]));
    return !rest.empty() && is_lower(rest.front()) && !plural;
}

bool ends_with_word(std::string_view name, std::string_view word) {
    return name.ends_with(word) && (name.size() == word.size() || name[name.size() - word.size() - 1] == '_');
}

}  // namespace

MetricName metric_name(std::string_view path) {
    MetricName name{.text = std::string(prefix)};
    bool parted = true;  // a word begins
    for (std::size_t i = 0; i < path.size(); ++i) {
        const char c = path[i];
        if (!is_lower(c) && !is_upper(c) && !is_digit(c)) {
            parted = true;
            name.lossless = name.lossless && partings.find(c) != std::string_view::npos;
            continue;
        }
        if (is_upper(c) && i > 0) {
            const char before = path[i - 1];
            const bool word_follows = starts_word(path.substr(i + 1));
            parted = parted || is_lower(before) || is_digit(before) || (is_upper(before) && word_follows);
        }
        if (std::exchange(parted, false)) {
            name.text += '_';
        }
        name.text += is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c;
    }
    if (name.text == prefix) {
        name.text += "_metric";
        name.lossless = false;
    }
    return name;
}

std::string_view unit_suffix(std::string_view unit) {
    const auto* const known = std::ranges::lower_bound(units, unit, {}, [](const auto& one) { return one.first; });
    return known != std::end(units) && known->first == unit ? known->second : std::string_view{};
}

bool is_counter_name(std::string_view name) {
    return name.ends_with(counter_suffix);
}

std::string full_name(std::string_view name, std::string_view unit, bool counter) {
    while (is_counter_name(name)) {
        name.remove_suffix(counter_suffix.size());
    }
    std::string full(name);
    if (!unit.empty() && !ends_with_word(name, unit)) {
        // `boot_timestamp` is `boot_timestamp_seconds`, and no second timestamp.
        const auto word = unit.find('_');
        const bool begun = word != std::string_view::npos && ends_with_word(name, unit.substr(0, word));
        full += '_';
        full += begun ? unit.substr(word + 1) : unit;
    }
    if (counter) {
        full += counter_suffix;
    }
    return full;
}

}  // namespace magpie::collector
