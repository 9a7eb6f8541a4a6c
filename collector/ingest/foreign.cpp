#include "collector/ingest/foreign.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

namespace magpie::collector {

using sparkplug::DataType;

namespace {

std::uint64_t name_key(std::string_view name) {
    return std::hash<std::string_view>{}(name);
}

}  // namespace

const DeclaredMetrics::Known* DeclaredMetrics::find(const std::vector<Known>& known, std::uint64_t key) {
    const auto place = std::ranges::lower_bound(known, key, {}, &Known::key);
    return place != known.end() && place->key == key ? &*place : nullptr;
}

tl::expected<DeclaredMetrics, Reason> DeclaredMetrics::read(const sparkplug::PayloadView& birth, std::size_t most) {
    if (birth.metrics.size() > most) {
        return tl::unexpected(Reason::too_many_metrics);
    }
    DeclaredMetrics declared;
    for (const auto& metric : birth.metrics) {
        const auto slot = static_cast<std::uint32_t>(declared.types_.size());
        if (!metric.has_name || metric.name.empty()) {
            return tl::unexpected(Reason::metric_name);
        }
        if (metric.datatype == 0 || metric.datatype > sparkplug::last_datatype) {
            return tl::unexpected(Reason::datatype);
        }
        declared.by_name_.push_back({name_key(metric.name), slot});
        if (metric.has_alias) {
            declared.by_alias_.push_back({metric.alias, slot});
        }
        declared.types_.push_back(static_cast<DataType>(metric.datatype));
    }
    // Of a name that comes twice the first is meant: the one that is shown.
    std::ranges::stable_sort(declared.by_name_, {}, &Known::key);
    std::ranges::sort(declared.by_alias_, {}, &Known::key);
    if (std::ranges::adjacent_find(declared.by_alias_, {}, &Known::key) != declared.by_alias_.end()) {
        return tl::unexpected(Reason::alias_duplicate);
    }
    declared.scales_.assign(declared.types_.size(), 1);
    return declared;
}

void DeclaredMetrics::show(const ForeignList& list) {
    scales_ = list.scales;
    for (std::size_t slot = 0; slot < types_.size(); ++slot) {
        if (list.series[slot].name.empty()) {
            types_[slot] = DataType::unknown;
        }
    }
}

bool DeclaredMetrics::shares_alias_with(const DeclaredMetrics& other) const {
    return std::ranges::any_of(by_alias_,
                               [&](const Known& known) { return find(other.by_alias_, known.key) != nullptr; });
}

std::optional<std::uint32_t> DeclaredMetrics::slot_of(const sparkplug::MetricView& metric, Refusals& refusals,
                                                      Refusals& tolerated) const {
    if (!metric.has_name && !metric.has_alias) {
        refusals.count(Reason::metric_name);
        return std::nullopt;
    }
    const auto* known = metric.has_name ? find(by_name_, name_key(metric.name)) : find(by_alias_, metric.alias);
    if (known == nullptr) {
        refusals.count(metric.has_name ? Reason::unknown_metric : Reason::unknown_alias);
        return std::nullopt;
    }
    if (metric.datatype != 0) {
        tolerated.count(Reason::datatype_in_data);
    }
    return known->slot;
}

std::optional<double> DeclaredMetrics::number(std::uint32_t slot, const sparkplug::RawValue& value,
                                              Refusals& refusals) const {
    const auto number = sparkplug::number(value, types_[slot]);
    if (!number) {
        refusals.count(Reason::field_type);
        return std::nullopt;
    }
    const auto scaled = (types_[slot] == DataType::date_time ? *number / 1000 : *number) * scales_[slot];
    if (!std::isfinite(scaled)) {
        refusals.count(Reason::not_a_number);
        return std::nullopt;
    }
    return scaled;
}

}  // namespace magpie::collector
