#include "collector/ingest/birth_skeleton.hpp"

#include <string_view>

namespace magpie::collector {

BirthSkeleton::BirthSkeleton(std::span<const sparkplug::MetricView* const> series, std::span<const InfoLabels> info) {
    std::size_t most = 0;
    for (const auto* metric : series) {
        most += metric->name.size() + metric->properties.size();
    }
    bytes_.reserve(most);
    series_.reserve(series.size());
    auto next_info = info.begin();
    for (const auto* metric : series) {
        const bool is_info = next_info != info.end() && next_info->slot == series_.size();
        const auto properties = is_info ? std::string_view() : metric->properties;
        next_info += is_info ? 1 : 0;
        series_.push_back({.begin = bytes_.size(),
                           .name_size = metric->name.size(),
                           .properties_size = properties.size(),
                           .datatype = metric->datatype,
                           .info = is_info});
        bytes_ += metric->name;
        bytes_ += properties;
    }
}

bool BirthSkeleton::says(std::size_t slot, const sparkplug::MetricView& metric) const {
    if (slot >= series_.size()) {
        return false;
    }
    const auto& one = series_[slot];
    const auto bytes = std::string_view(bytes_).substr(one.begin);
    return metric.datatype == one.datatype && metric.name == bytes.substr(0, one.name_size) &&
           (one.info || metric.properties == bytes.substr(one.name_size, one.properties_size));
}

}  // namespace magpie::collector
