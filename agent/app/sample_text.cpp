#include "agent/app/sample_text.hpp"

#include <array>
#include <cmath>
#include <map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/text.hpp"
#include "wire/time_text.hpp"

namespace magpie::agent {

using catalogue::Kind;
using catalogue::Metric;
using catalogue::Unit;

namespace {

std::string scaled(double value, std::string_view unit) {
    constexpr std::array<std::string_view, 5> prefixes{"", "k", "M", "G", "T"};
    std::size_t step = 0;
    while (std::abs(value) >= (step == 0 ? 10000 : 1000) && step + 1 < prefixes.size()) {
        value /= 1000;
        ++step;
    }
    return step == 0 ? fmt::format("{:.0f} {}", value, unit) : fmt::format("{:.1f} {}{}", value, prefixes[step], unit);
}

std::string duration(double seconds) {
    const auto whole = static_cast<std::int64_t>(seconds);
    if (seconds >= 86400) {
        return fmt::format("{} d {} h", whole / 86400, whole % 86400 / 3600);
    }
    if (seconds >= 3600) {
        return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
    }
    return seconds != 0 && std::abs(seconds) < 1 ? fmt::format("{:.3g} ms", seconds * 1000)
                                                 : fmt::format("{:.1f} s", seconds);
}

/// Of seconds since 1970.
std::string date_and_time(double seconds) {
    return minute_text(UtcMs{Milliseconds{static_cast<std::int64_t>(seconds) * 1000}}) + " UTC";
}

std::string humanly(const Metric& metric, double value) {
    switch (metric.unit) {
        case Unit::boolean:
            return value != 0 ? "yes" : "no";
        case Unit::bytes:
            return scaled(value, "B");
        case Unit::bytes_per_second:
            return scaled(value * 8, "bit/s");
        case Unit::seconds:
            return duration(value);
        case Unit::timestamp:
            return date_and_time(value);
        case Unit::celsius:
            return fmt::format("{:.1f} °C", value);
        case Unit::ratio:
            return fmt::format("{:.0f} %", value * 100);
        case Unit::hertz:
            return fmt::format("{:.0f} MHz", value / 1e6);
        case Unit::dbm:
            return fmt::format("{:.0f} dBm", value);
        case Unit::decibels:
            return fmt::format("{:.1f} dB", value);
        case Unit::lux:
            return fmt::format("{:.0f} lx", value);
        case Unit::volts:
            return fmt::format("{:.2f} V", value);
        case Unit::amperes:
            return fmt::format("{:.2f} A", value);
        case Unit::watts:
            return fmt::format("{:.1f} W", value);
        case Unit::degrees:
            return fmt::format("{:.1f}°", value);
        case Unit::meters_per_second:
            return fmt::format("{:.1f} m/s", value);
        case Unit::meters_per_second_squared:
            return fmt::format("{:.3f} m/s²", value);
        case Unit::grams_per_cubic_meter:
            return fmt::format("{:.0f} µg/m³", value * 1e6);
        case Unit::none:
            break;
    }
    return fmt::format("{}", value);
}

/// "receive_bytes" of magpie_link_receive_bytes_total; the value says the unit, but a name that is a unit alone keeps
/// it.
std::string short_name(const Metric& metric) {
    auto name = metric.name.substr(metric.name.find('_') + 1);
    name = name.substr(name.find('_') + 1);
    for (const std::string_view end :
         {"_total", "_seconds", "_celsius", "_bytes_per_second", "_hertz", "_dbm", "_decibels", "_lux", "_degrees",
          "_meters_per_second", "_meters_per_second_squared", "_grams_per_cubic_meter"}) {
        if (name.ends_with(end)) {
            name.remove_suffix(end.size());
        }
    }
    return std::string(name);
}

std::string_view domain(const Metric& metric) {
    const auto rest = metric.name.substr(metric.name.find('_') + 1);
    return rest.substr(0, rest.find('_'));
}

}  // namespace

std::string sample_text(const Readings& readings) {
    std::vector<std::string> order;
    std::map<std::string, std::vector<std::pair<std::string, std::string>>> groups;
    for (const auto& reading : readings.all()) {
        const auto& metric = catalogue::all[reading.metric];
        // Of a histogram a person reads how many there were.
        if (reading.part == catalogue::Part::bucket || reading.part == catalogue::Part::sum) {
            continue;
        }
        std::string group(domain(metric));
        std::string name = short_name(metric);
        std::size_t label = 0;
        // An interface is what a person looks for; other labels belong to the number.
        if (metric.labels[0] == "interface") {
            group += " " + escaped(reading.labels[label++]);
        }
        std::string value = reading.part == catalogue::Part::count ? fmt::format("{} observed", reading.value)
                                                                   : humanly(metric, reading.value);
        if (metric.kind == Kind::info) {
            value.clear();
            for (std::size_t i = 0; i < reading.labels.size(); ++i) {
                value += fmt::format("{}{}={}", i == 0 ? "" : "  ", metric.labels[i], escaped(reading.labels[i]));
            }
        } else {
            for (; label < reading.labels.size(); ++label) {
                name += " " + escaped(reading.labels[label]);
            }
        }
        if (!groups.contains(group)) {
            order.push_back(group);
        }
        groups[group].emplace_back(std::move(name), std::move(value));
    }
    std::string text;
    for (const auto& group : order) {
        text += group + "\n";
        for (const auto& [name, value] : groups[group]) {
            text += fmt::format("  {:<38} {}\n", name, value);
        }
    }
    return text;
}

std::string sample_json(const Readings& readings) {
    std::string text = "[";
    for (const auto& reading : readings.all()) {
        const auto& metric = catalogue::all[reading.metric];
        nlohmann::ordered_json labels = nlohmann::ordered_json::object();
        for (std::size_t i = 0; i < reading.labels.size(); ++i) {
            labels[std::string(i < metric.label_count() ? metric.labels[i] : "le")] = escaped(reading.labels[i]);
        }
        const nlohmann::ordered_json entry{{"name", std::string(metric.name) += catalogue::name_end(reading.part)},
                                           {"labels", std::move(labels)},
                                           {"value", reading.value}};
        text += (text.size() == 1 ? "\n" : ",\n") + entry.dump();
    }
    return text + "\n]\n";
}

}  // namespace magpie::agent
