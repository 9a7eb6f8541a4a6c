#include "collector/console/mercator.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace magpie::collector::console {

namespace {

constexpr double whole = 4294967296.0;
constexpr double earth_radius_meters = 6'371'008.8;

double radians(double degrees) {
    return degrees * std::numbers::pi / 180;
}

std::uint32_t scaled(double share) {
    return static_cast<std::uint32_t>(std::clamp(share * whole, 0.0, whole - 1));
}

}  // namespace

MercatorPoint mercator(const Place& place) {
    const double sine = std::sin(radians(std::clamp(place.latitude, -89.9, 89.9)));
    const double north = std::log((1 + sine) / (1 - sine)) / (4 * std::numbers::pi);
    return {scaled((place.longitude + 180) / 360), scaled(0.5 - north)};
}

Place place_at(const MercatorPoint& point) {
    const double north = std::numbers::pi * (1 - 2 * (point.y / whole));
    return {std::atan(std::sinh(north)) * 180 / std::numbers::pi, point.x / whole * 360 - 180};
}

double meters_between(const Place& one, const Place& other) {
    const double north = std::sin(radians(other.latitude - one.latitude) / 2);
    const double east = std::sin(radians(other.longitude - one.longitude) / 2);
    const double share =
        north * north + std::cos(radians(one.latitude)) * std::cos(radians(other.latitude)) * east * east;
    return 2 * earth_radius_meters * std::asin(std::min(1.0, std::sqrt(share)));
}

}  // namespace magpie::collector::console
