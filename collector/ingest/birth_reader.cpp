#include "collector/ingest/birth_reader.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "wire/catalogue/catalogue.hpp"
#include "wire/catalogue/names.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/shape.hpp"
#include "wire/sparkplug/names.hpp"
#include "wire/text.hpp"

namespace magpie::collector {

using sparkplug::MetricView;
using sparkplug::ValueField;

namespace {

constexpr std::size_t longest_path = 200;
constexpr std::size_t longest_label = 128;
constexpr std::size_t longest_help = 300;
constexpr std::size_t most_properties = 12;
constexpr std::string_view quality_property = "Quality";

bool is_control(const MetricView& metric) {
    return metric.name == sparkplug::bd_seq_metric || metric.name.starts_with("Node Control/");
}

/// Whether the metric stands where the list has come to: aliases are dense from 1.
bool is_next(const MetricView& metric, std::size_t slot) {
    return metric.has_name && metric.has_alias && metric.alias == slot + 1;
}

/// Text as it may be exposed; counts when it had to be changed.
std::string plain(std::string_view text, std::size_t most, Refusals& tolerated) {
    auto safe = escaped(text, most);
    if (safe != text) {
        tolerated.count(Reason::text_escaped);
    }
    return safe;
}

bool is_info(std::string_view path) {
    const auto name = catalogue::prometheus_name(path);
    const auto row = name ? catalogue::find(*name) : std::nullopt;
    return row && catalogue::all[*row].kind == catalogue::Kind::info;
}

/// A label that Magpie or Prometheus itself writes may not come from a node.
bool is_free_label(std::string_view key) {
    return catalogue::is_label_name(key) && !key.starts_with("__") && key != "area" && key != "node" && key != "le";
}

/// A bucket of a histogram of the catalogue.
bool is_bucket(std::string_view path) {
    const auto name = catalogue::prometheus_name(path).value_or("");
    const auto end = catalogue::name_end(catalogue::Part::bucket);
    const auto row = name.ends_with(end) ? catalogue::find(name.substr(0, name.size() - end.size())) : std::nullopt;
    return row && catalogue::all[*row].kind == catalogue::Kind::histogram;
}

/// What Prometheus takes for the bound of a bucket.
bool is_bound(std::string_view text) {
    double bound = 0;
    const auto* const end = text.data() + text.size();
    return text == "+Inf" || (std::from_chars(text.data(), end, bound).ptr == end && std::isfinite(bound));
}

/// Why a series cannot be exposed.
std::optional<Reason> objection(const MetricView& metric) {
    const auto name = metric.name.size() <= longest_path ? catalogue::prometheus_name(metric.name) : std::nullopt;
    if (!name || name->starts_with("magpie_collector_")) {
        return Reason::metric_name;
    }
    if (!sparkplug::is_numeric(static_cast<sparkplug::DataType>(metric.datatype))) {
        return Reason::datatype;
    }
    return std::nullopt;
}

/// What an info metric says, when all of it can be taken as it stands.
std::optional<Labels> plain_info_labels(const MetricView& metric, std::vector<sparkplug::PropertyView>& properties) {
    if (!sparkplug::decode_properties(metric.properties, most_properties, properties)) {
        return std::nullopt;
    }
    Labels labels;
    for (const auto& [key, type, value] : properties) {
        if (value.field != ValueField::string_value || key == sparkplug::unit_property || key == quality_property) {
            continue;
        }
        // `help` would be part of the list.
        const bool takes = key != sparkplug::help_property && is_free_label(key) &&
                           labels.size() < catalogue::max_labels && value.text.size() <= longest_label &&
                           is_plain_text(value.text);
        if (!takes) {
            return std::nullopt;
        }
        labels.emplace_back(key, value.text);
    }
    return labels;
}

}  // namespace

std::optional<FoundBdSeq> find_bd_seq(const sparkplug::PayloadView& payload) {
    for (const auto& metric : payload.metrics) {
        const bool integer =
            metric.value.field == ValueField::long_value || metric.value.field == ValueField::int_value;
        if (metric.name == sparkplug::bd_seq_metric && integer) {
            return FoundBdSeq{metric.value.bits,
                              metric.datatype == static_cast<std::uint32_t>(sparkplug::DataType::uint64)};
        }
    }
    return std::nullopt;
}

std::optional<FoundHeader> find_header(const sparkplug::PayloadView& payload) {
    for (const auto& metric : payload.metrics) {
        const bool by_alias = !metric.has_name && metric.has_alias && metric.alias == report_alias;
        if ((by_alias || metric.name == report_metric) && metric.value.field == ValueField::bytes_value) {
            if (const auto header = decode_report_header(metric.value.text)) {
                return FoundHeader{*header, metric.timestamp};
            }
            return std::nullopt;
        }
    }
    return std::nullopt;
}

tl::expected<MagpieBirth, Reason> read_magpie_birth(const sparkplug::PayloadView& payload, const ReportHeader& header,
                                                    Refusals& refusals, Refusals& tolerated) {
    MagpieBirth birth;
    const auto escaped_before = tolerated.counted(Reason::text_escaped);
    bool recognisable = true;
    ShapeHash hash;
    std::vector<sparkplug::PropertyView> properties;
    for (const auto& metric : payload.metrics) {
        if (is_control(metric) || metric.name == report_metric) {
            continue;
        }
        if (!is_next(metric, birth.series.size())) {
            return tl::unexpected(Reason::alias_order);
        }
        if (metric.datatype == 0 || metric.datatype > sparkplug::last_datatype) {
            return tl::unexpected(Reason::datatype);
        }
        if (!sparkplug::decode_properties(metric.properties, most_properties, properties)) {
            return tl::unexpected(Reason::properties);
        }
        auto why_not = objection(metric);
        const bool info = is_info(metric.name);
        PlannedSeries series{
            .path = plain(metric.name, longest_path, tolerated), .datatype = metric.datatype, .labels = {}, .help = {}};
        Labels labels;
        hash.series(metric.name, metric.datatype);
        for (const auto& property : properties) {
            if (property.value.field != ValueField::string_value) {
                continue;
            }
            if (!info && property.key != sparkplug::help_property) {
                hash.property(property.key, property.value.text);
            }
            if (property.key == sparkplug::help_property) {
                series.help = plain(property.value.text, longest_help, tolerated);
                recognisable = recognisable && !info;  // part of the list, among properties that are the node's own
            } else if (property.key == sparkplug::unit_property || property.key == quality_property) {
                continue;
            } else if (is_free_label(property.key) && labels.size() < catalogue::max_labels) {
                labels.emplace_back(property.key, plain(property.value.text, longest_label, tolerated));
            } else if (property.key == "le" && is_bucket(metric.name) && is_bound(property.value.text)) {
                labels.emplace_back(property.key, property.value.text);
            } else {
                why_not = Reason::label_name;
            }
        }
        if (why_not) {
            refusals.count(*why_not);
            recognisable = false;
            series.path.clear();
            labels.clear();
        }
        if (info && !why_not) {
            birth.info_labels.push_back(
                {.slot = static_cast<std::uint32_t>(birth.series.size()), .labels = std::move(labels)});
        } else {
            series.labels = std::move(labels);
        }
        birth.series.push_back(std::move(series));
        birth.values.push_back(&metric);
    }
    if (hash.value() != header.shape) {
        return tl::unexpected(Reason::shape);
    }
    if (recognisable && tolerated.counted(Reason::text_escaped) == escaped_before) {
        birth.skeleton = BirthSkeleton(birth.values, birth.info_labels);
    }
    return birth;
}

std::optional<MagpieBirth> recognise_birth(const sparkplug::PayloadView& payload, const BirthSkeleton& skeleton) {
    MagpieBirth birth;
    birth.values.reserve(skeleton.size());
    std::vector<sparkplug::PropertyView> properties;
    for (const auto& metric : payload.metrics) {
        if (is_control(metric) || metric.name == report_metric) {
            continue;
        }
        const auto slot = birth.values.size();
        if (!is_next(metric, slot) || !skeleton.says(slot, metric)) {
            return std::nullopt;
        }
        if (skeleton.is_info(slot)) {
            auto labels = plain_info_labels(metric, properties);
            if (!labels) {
                return std::nullopt;
            }
            birth.info_labels.push_back({.slot = static_cast<std::uint32_t>(slot), .labels = std::move(*labels)});
        }
        birth.values.push_back(&metric);
    }
    return birth.values.size() == skeleton.size() ? std::optional(std::move(birth)) : std::nullopt;
}

}  // namespace magpie::collector
