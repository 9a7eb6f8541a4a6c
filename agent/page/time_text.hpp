#pragma once

#include <string>

#include "wire/time.hpp"

namespace magpie::agent::page {

/// ISO 8601, UTC, milliseconds: "2026-11-27T04:00:00.000Z".
[[nodiscard]] std::string time_text(UtcMs time);

}  // namespace magpie::agent::page
