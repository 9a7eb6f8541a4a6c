#include "tests/fleet/rhythm.hpp"

#include <chrono>
#include <cmath>
#include <numbers>

namespace magpie::fleet {

namespace {

/// Every two hours from midnight, by site type.
constexpr std::array<std::array<double, 12>, site_types> crowds{{
    {0.25, 0.12, 0.06, 0.15, 0.55, 0.60, 0.80, 0.75, 0.80, 1.00, 0.85, 0.50},  // street: evenings
    {0.02, 0.01, 0.02, 0.15, 0.40, 0.75, 0.90, 0.85, 1.00, 0.90, 0.50, 0.10},  // market: opening hours
    {0.08, 0.03, 0.03, 0.20, 0.35, 0.45, 0.60, 0.65, 0.85, 1.00, 0.80, 0.30},  // park: after work
    {0.10, 0.02, 0.05, 0.60, 1.00, 0.45, 0.45, 0.50, 0.70, 1.00, 0.60, 0.35},  // bus stop: the two rushes
    {0.03, 0.02, 0.02, 0.05, 0.55, 1.00, 0.85, 1.00, 0.80, 0.35, 0.15, 0.05},  // building: office hours
    {0.08, 0.00, 0.10, 0.70, 1.00, 0.55, 0.50, 0.55, 0.75, 1.00, 0.65, 0.35},  // bus: as its stops
}};

}  // namespace

double hour_in_seoul(UtcMs wall) {
    const auto local = wall + std::chrono::hours(9);
    const auto of_day = local - std::chrono::floor<std::chrono::days>(local);
    return std::chrono::duration<double, std::ratio<3600>>(of_day).count();
}

double crowd(SiteType type, double hour) {
    const auto& points = crowds[static_cast<std::size_t>(type)];
    const auto before = static_cast<std::size_t>(hour / 2) % points.size();
    const double past = hour / 2 - std::floor(hour / 2);
    return points[before] * (1 - past) + points[(before + 1) % points.size()] * past;
}

double summer_air(double hour) {
    return 27 + 5 * std::sin((hour - 9) / 12 * std::numbers::pi);
}

}  // namespace magpie::fleet
