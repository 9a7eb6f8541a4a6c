#pragma once

#include <string>

#include "collector/planner/answer.hpp"

namespace magpie::collector::planner {

/// One page to print (A4, HTML without anything from elsewhere): a map of the gap and the sites, the first sites, the
/// districts. `plan` may be null: then it is of the coverage.
[[nodiscard]] std::string report_page(const Model& model, const Equity& equity, const Plan* plan, double budget);

}  // namespace magpie::collector::planner
