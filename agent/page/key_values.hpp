#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"

namespace magpie::agent::page {

/// What says most about a pole; what a technician looks at first comes first. Full names, all gauges.
[[nodiscard]] const std::vector<std::string_view>& key_metrics();

/// Those of the readings, in that order; at most 60.
[[nodiscard]] std::vector<Reading> key_values(const std::vector<Reading>& readings);

/// As a list in JSON: [{"metric","unit","labels":{},"value"}].
[[nodiscard]] std::string key_values_json(const std::vector<Reading>& readings);

}  // namespace magpie::agent::page
