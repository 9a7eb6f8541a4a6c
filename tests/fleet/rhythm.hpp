#pragma once

#include "tests/fleet/city.hpp"
#include "wire/time.hpp"

namespace magpie::fleet {

/// Hour of the day in Seoul (UTC+9, no summer time), 0 to just below 24.
[[nodiscard]] double hour_in_seoul(UtcMs wall);

/// How much of its greatest crowd a site of this type has at that hour, 0 to 1.
[[nodiscard]] double crowd(SiteType type, double hour);

/// Of the air in the shade on a summer's day, in Celsius.
[[nodiscard]] double summer_air(double hour);

}  // namespace magpie::fleet
