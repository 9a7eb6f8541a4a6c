#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "wire/catalogue/catalogue.hpp"

namespace magpie::agent {

/// A name of the catalogue without its prefix, checked when compiled: `readings.set<"link_up">(1, "eth0")`.
template <std::size_t size>
struct MetricName {
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is meant to become a name.
    consteval MetricName(const char (&literal)[size]) { std::copy_n(literal, size, text); }
    char text[size];
};

/// What was read of one series: the row of the catalogue, its label values in the order of the row, the value.
struct Reading {
    std::size_t metric;
    std::vector<std::string> labels;
    double value;
};

/// All that the sources see at one moment. A source writes into it and knows nothing of reports; what it does not
/// write is gone from the next report. Metric names and numbers of labels are checked when compiled.
class Readings {
  public:
    template <MetricName name, std::convertible_to<std::string_view>... Labels>
    void set(double value, const Labels&... labels) {
        constexpr auto metric = index(name.text);
        static_assert(catalogue::all[metric].kind != catalogue::Kind::counter, "a counter is count()ed");
        static_assert(catalogue::all[metric].label_count() == sizeof...(labels), "labels differ from the catalogue's");
        add(metric, value, {std::string_view(labels)...});
    }

    /// `value` is the counter's present total, not an increment.
    template <MetricName name, std::convertible_to<std::string_view>... Labels>
    void count(double value, const Labels&... labels) {
        constexpr auto metric = index(name.text);
        static_assert(catalogue::all[metric].kind == catalogue::Kind::counter, "only a counter is count()ed");
        static_assert(catalogue::all[metric].label_count() == sizeof...(labels), "labels differ from the catalogue's");
        add(metric, value, {std::string_view(labels)...});
    }

    [[nodiscard]] const std::vector<Reading>& all() const { return readings_; }

  private:
    static constexpr std::size_t index(std::string_view short_name) {
        for (std::size_t row = 0; row < catalogue::all.size(); ++row) {
            const auto name = catalogue::all[row].name;
            if (name.starts_with("magpie_") && name.substr(7) == short_name) {
                return row;
            }
        }
        throw "this name is not in the catalogue";
    }

    void add(std::size_t metric, double value, std::initializer_list<std::string_view> labels) {
        readings_.push_back({metric, {labels.begin(), labels.end()}, value});
    }

    std::vector<Reading> readings_;
};

}  // namespace magpie::agent
