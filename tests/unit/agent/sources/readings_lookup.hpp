#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"

namespace magpie::fakes {

/// The value of one series by its full name and label values; nothing when it was not read.
inline std::optional<double> value_of(const agent::Readings& readings, std::string_view metric,
                                      const std::vector<std::string>& labels = {}) {
    const auto row = catalogue::find(metric);
    const auto reading = std::ranges::find_if(readings.all(), [&](const agent::Reading& candidate) {
        return candidate.metric == row && candidate.labels == labels;
    });
    return reading == readings.all().end() ? std::nullopt : std::optional(reading->value);
}

/// The sum or the count of a histogram, or with `le` behind the labels a bucket; nothing when it was not read.
inline std::optional<double> part_of(const agent::Readings& readings, std::string_view metric, catalogue::Part part,
                                     const std::vector<std::string>& labels) {
    const auto row = catalogue::find(metric);
    const auto reading = std::ranges::find_if(readings.all(), [&](const agent::Reading& candidate) {
        return candidate.metric == row && candidate.part == part && candidate.labels == labels;
    });
    return reading == readings.all().end() ? std::nullopt : std::optional(reading->value);
}

/// How many series of one metric were read.
inline std::size_t series_of(const agent::Readings& readings, std::string_view metric) {
    const auto row = catalogue::find(metric);
    return static_cast<std::size_t>(
        std::ranges::count_if(readings.all(), [&](const agent::Reading& reading) { return reading.metric == row; }));
}

}  // namespace magpie::fakes
