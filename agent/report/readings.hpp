#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "agent/report/histogram.hpp"
#include "wire/catalogue/catalogue.hpp"

namespace magpie::agent {

/// A name of the catalogue without its prefix, checked when compiled: `readings.set<"link_up">(1, "eth0")`.
template <std::size_t size>
struct MetricName {
    // NOLINTNEXTLINE(google-explicit-constructor): a literal is meant to become a name.
    consteval MetricName(const char (&literal)[size]) { std::copy_n(literal, size, text); }
    char text[size];
};

/// What was read of one series: the row of the catalogue, its label values in the order of the row (behind them `le` of
/// a bucket), the value.
struct Reading {
    std::size_t metric;
    std::vector<std::string> labels;
    double value;
    catalogue::Part part = catalogue::Part::whole;
};

/// A part of the node that lives and dies on its own, present at this moment: a Sparkplug device. `name` is a Magpie
/// id; model and version may be empty.
struct Device {
    std::string name;
    std::string model{};
    std::string version{};
    friend bool operator==(const Device&, const Device&) = default;
};

/// The row of a name, found when compiled.
template <MetricName name>
consteval std::size_t metric_row() {
    constexpr std::string_view short_name = name.text;
    for (std::size_t row = 0; row < catalogue::all.size(); ++row) {
        const auto full = catalogue::all[row].name;
        if (full.starts_with("magpie_") && full.substr(7) == short_name) {
            return row;
        }
    }
    throw "this name is not in the catalogue";
}

/// An empty histogram with the buckets of its row: `histogram_of<"wifi_client_signal_dbm">()`.
template <MetricName name>
[[nodiscard]] Histogram histogram_of() {
    constexpr auto& row = catalogue::all[metric_row<name>()];
    static_assert(row.kind == catalogue::Kind::histogram, "only a histogram has buckets");
    return Histogram(row.buckets);
}

/// All that the sources see at one moment. A source writes into it and knows nothing of reports; what it does not
/// write is gone from the next report. Metric names and numbers of labels are checked when compiled.
class Readings {
  public:
    template <MetricName name, std::convertible_to<std::string_view>... Labels>
    void set(double value, const Labels&... labels) {
        constexpr auto metric = metric_row<name>();
        static_assert(catalogue::all[metric].kind != catalogue::Kind::counter, "a counter is count()ed");
        static_assert(catalogue::all[metric].kind != catalogue::Kind::histogram, "a histogram is spread()");
        static_assert(catalogue::all[metric].label_count() == sizeof...(labels), "labels differ from the catalogue's");
        add(metric, value, {std::string_view(labels)...});
    }

    /// `value` is the counter's present total, not an increment.
    template <MetricName name, std::convertible_to<std::string_view>... Labels>
    void count(double value, const Labels&... labels) {
        constexpr auto metric = metric_row<name>();
        static_assert(catalogue::all[metric].kind == catalogue::Kind::counter, "only a counter is count()ed");
        static_assert(catalogue::all[metric].label_count() == sizeof...(labels), "labels differ from the catalogue's");
        add(metric, value, {std::string_view(labels)...});
    }

    /// A reading for each bucket, for the sum and for the count.
    template <MetricName name, std::convertible_to<std::string_view>... Labels>
    void spread(const Histogram& histogram, const Labels&... labels) {
        constexpr auto metric = metric_row<name>();
        static_assert(catalogue::all[metric].kind == catalogue::Kind::histogram, "only a histogram is spread()");
        static_assert(catalogue::all[metric].label_count() == sizeof...(labels), "labels differ from the catalogue's");
        using catalogue::Part;
        for (std::size_t place = 0; place < histogram.bounds().size(); ++place) {
            add(metric, static_cast<double>(histogram.within(place)),
                {std::string_view(labels)..., fmt::format("{}", histogram.bounds()[place])}, Part::bucket);
        }
        add(metric, static_cast<double>(histogram.count()), {std::string_view(labels)..., "+Inf"}, Part::bucket);
        add(metric, histogram.sum(), {std::string_view(labels)...}, Part::sum);
        add(metric, static_cast<double>(histogram.count()), {std::string_view(labels)...}, Part::count);
    }

    /// A device that is there. One that was and is not said any more is gone.
    void device(Device device) { devices_.push_back(std::move(device)); }

    [[nodiscard]] const std::vector<Reading>& all() const { return readings_; }
    [[nodiscard]] const std::vector<Device>& devices() const { return devices_; }

  private:
    void add(std::size_t metric, double value, std::initializer_list<std::string_view> labels,
             catalogue::Part part = catalogue::Part::whole) {
        readings_.push_back({metric, {labels.begin(), labels.end()}, value, part});
    }

    std::vector<Reading> readings_;
    std::vector<Device> devices_;
};

}  // namespace magpie::agent
