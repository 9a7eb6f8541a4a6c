#include "collector/ingest/foreign_list.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "collector/fleet/label_text.hpp"
#include "collector/ingest/metric_name.hpp"
#include "wire/sparkplug/datatype.hpp"
#include "wire/sparkplug/names.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

using sparkplug::DataType;
using sparkplug::MetricView;

namespace {

constexpr std::size_t longest_name = 200;
/// Of one birth: more are no state but a log, and each makes all of them slower to find.
constexpr std::size_t most_texts = 200;
constexpr std::string_view info_suffix = "_info";

bool is_control(std::string_view name) {
    return name == sparkplug::bd_seq_metric || name.starts_with("Node Control/") || name.starts_with("Device Control/");
}

std::string plain(std::string_view text, std::size_t most, Refusals& tolerated) {
    auto safe = escaped(text, most);
    if (safe != text) {
        tolerated.count(Reason::text_escaped);
    }
    return safe;
}

/// The word for the unit that the properties name.
std::string_view unit_of(const MetricView& metric, std::vector<sparkplug::PropertyView>& properties,
                         Refusals& tolerated) {
    if (metric.properties.empty()) {
        return {};
    }
    if (!sparkplug::decode_properties(metric.properties, most_properties, properties)) {
        tolerated.count(Reason::properties);
        return {};
    }
    for (const auto& property : properties) {
        if ((property.key == "engUnit" || property.key == sparkplug::unit_property) &&
            property.value.field == sparkplug::ValueField::string_value) {
            return unit_suffix(property.value.text);
        }
    }
    return {};
}

/// The name as it stands on the page.
std::string name_of(const MetricName& by_itself, const ForeignRule* rule, std::string_view unit, DataType type) {
    const bool renamed = rule != nullptr && !rule->name.empty();
    auto name = renamed ? rule->name : by_itself.text;
    if (sparkplug::is_text(type)) {
        return name.ends_with(info_suffix) ? name : name.append(info_suffix);
    }
    if (rule != nullptr && rule->unit) {
        unit = *rule->unit;
    } else if (renamed) {
        unit = {};
    } else if (type == DataType::date_time) {
        unit = "timestamp_seconds";
    }
    const bool counter = rule != nullptr && rule->counter ? *rule->counter : is_counter_name(name);
    return full_name(name, unit, counter);
}

std::string key_of(const SeriesDescription& series) {
    return series.name + labels_text(series.labels).value_or("");
}

/// Says of each series which metric it was where the name does not.
void tell_apart(ForeignList& list, const std::vector<bool>& lossless, const sparkplug::PayloadView& birth,
                Refusals& refusals, Refusals& tolerated) {
    std::unordered_map<std::string, std::size_t> with_key;
    for (const auto& series : list.series) {
        if (!series.name.empty()) {
            ++with_key[key_of(series)];
        }
    }
    std::unordered_set<std::string> taken;
    for (std::size_t slot = 0; slot < list.series.size(); ++slot) {
        auto& series = list.series[slot];
        if (series.name.empty()) {
            continue;
        }
        if (!lossless[slot] || with_key[key_of(series)] > 1) {
            series.labels.emplace_back("metric", plain(birth.metrics[slot].name, longest_name, tolerated));
        }
        // The same name a second time, or names that look alike once they are escaped.
        if (!taken.insert(key_of(series)).second) {
            refusals.count(Reason::metric_name);
            series = {};
        }
    }
}

}  // namespace

ForeignList describe(const sparkplug::PayloadView& birth, const ForeignPlace& place,
                     const std::vector<ForeignRule>& rules, Refusals& refusals, Refusals& tolerated) {
    ForeignList list{.series = std::vector<SeriesDescription>(birth.metrics.size()),
                     .scales = std::vector<double>(birth.metrics.size(), 1)};
    std::vector<bool> lossless(birth.metrics.size(), true);
    std::vector<sparkplug::PropertyView> properties;
    std::size_t texts = 0;
    for (std::size_t slot = 0; slot < birth.metrics.size(); ++slot) {
        const auto& metric = birth.metrics[slot];
        const auto type = static_cast<DataType>(metric.datatype);
        if (is_control(metric.name)) {
            continue;
        }
        if (metric.name.size() > longest_name) {
            refusals.count(Reason::metric_name);
            continue;
        }
        if (!sparkplug::is_numeric(type) && !sparkplug::is_text(type)) {
            tolerated.count(Reason::datatype_ignored);
            continue;
        }
        const auto [rule, wildcards] = match_rule(rules, place, metric.name);
        if (rule != nullptr && rule->drop) {
            continue;
        }
        if (sparkplug::is_text(type) && ++texts > most_texts) {
            refusals.count(Reason::too_many_texts);
            continue;
        }
        const auto by_itself = metric_name(metric.name);
        auto& series = list.series[slot];
        series.name = name_of(by_itself, rule, unit_of(metric, properties, tolerated), type);
        series.info = sparkplug::is_text(type);
        if (rule == nullptr || rule->name.empty()) {
            lossless[slot] = by_itself.lossless;
            series.help = "Sparkplug metric " + escaped(metric.name, longest_name) + ".";
        } else {
            series.help = "Sparkplug metrics that the collector's configuration calls so.";
        }
        if (rule != nullptr) {
            for (const auto& [label, value] : rule->labels) {
                series.labels.emplace_back(label, plain(expand(value, wildcards), longest_text, tolerated));
            }
            list.scales[slot] = rule->scale;
        }
    }
    tell_apart(list, lossless, birth, refusals, tolerated);
    return list;
}

}  // namespace magpie::collector
