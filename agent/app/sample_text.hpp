#pragma once

#include <string>

#include "agent/report/readings.hpp"

namespace magpie::agent {

/// For a person: grouped by what is measured, numbers with their unit ("31.8 MB", "yes", "2 d 4 h").
[[nodiscard]] std::string sample_text(const Readings& readings);

/// For a program: a JSON array of {"name", "labels": {...}, "value"}, one a line.
[[nodiscard]] std::string sample_json(const Readings& readings);

}  // namespace magpie::agent
