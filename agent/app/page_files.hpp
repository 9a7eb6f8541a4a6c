#pragma once

#include <string>

#include "agent/config/config.hpp"
#include "agent/page/report_queue.hpp"
#include "agent/page/strips.hpp"

/// What the pole page keeps, and a check that is an acceptance looks at and adds to.
namespace magpie::agent {

[[nodiscard]] std::string strips_file(const Config& config);
/// As the agent of this boot has written them last.
[[nodiscard]] page::Strips kept_strips(const Config& config);

[[nodiscard]] page::ReportQueue kept_reports(const Config& config);

}  // namespace magpie::agent
