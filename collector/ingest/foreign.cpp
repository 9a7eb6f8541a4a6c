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
        if (!metric.has_name || metric.name.empty()) {
            return tl::unexpected(Reason::metric_name);
        }
        if (metric.datatype == 0 || metric.datatype > sparkplug::last_datatype) {
            return tl::unexpected(Reason::datatype);
        }
        declared.by_name_.push_back({name_key(metric.name), metric.datatype});
        if (metric.has_alias) {
            declared.by_alias_.push_back({metric.alias, metric.datatype});
        }
    }
    std::ranges::sort(declared.by_name_, {}, &Known::key);
    std::ranges::sort(declared.by_alias_, {}, &Known::key);
    if (std::ranges::adjacent_find(declared.by_alias_, {}, &Known::key) != declared.by_alias_.end()) {
        return tl::unexpected(Reason::alias_duplicate);
    }
    return declared;
}

bool DeclaredMetrics::shares_alias_with(const DeclaredMetrics& other) const {
    return std::ranges::any_of(by_alias_,
                               [&](const Known& known) { return find(other.by_alias_, known.key) != nullptr; });
}

bool DeclaredMetrics::check(const sparkplug::PayloadView& payload, Refusals& refusals, Refusals& tolerated) const {
    bool all_known = true;
    for (const auto& metric : payload.metrics) {
        if (!metric.has_name && !metric.has_alias) {
            refusals.count(Reason::metric_name);
            continue;
        }
        const auto* known = metric.has_name ? find(by_name_, name_key(metric.name)) : find(by_alias_, metric.alias);
        if (known == nullptr) {
            refusals.count(metric.has_name ? Reason::unknown_metric : Reason::unknown_alias);
            all_known = false;
            continue;
        }
        if (metric.datatype != 0) {
            tolerated.count(Reason::datatype_in_data);
        }
        const auto type = static_cast<DataType>(known->datatype);
        if (metric.is_null || !sparkplug::is_numeric(type)) {
            continue;
        }
        if (const auto number = sparkplug::number(metric.value, type); !number) {
            refusals.count(Reason::field_type);
        } else if (!std::isfinite(*number)) {
            refusals.count(Reason::not_a_number);
        }
    }
    return all_known;
}

}  // namespace magpie::collector
