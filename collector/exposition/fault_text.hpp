#pragma once

#include <string>
#include <vector>

#include "collector/suspicion/suspected_fault.hpp"

namespace magpie::collector {

/// magpie_rollup_suspected_fault and its members, in the text format 0.0.4; empty where there are none.
[[nodiscard]] std::string faults_page(const std::vector<SuspectedFault>& faults);

/// What /api/v1/faults says.
[[nodiscard]] std::string faults_json(const std::vector<SuspectedFault>& faults);

}  // namespace magpie::collector
