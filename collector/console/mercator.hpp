#pragma once

#include <cstdint>

namespace magpie::collector::console {

/// Where on the earth, in degrees (WGS 84).
struct Place {
    double latitude = 0;
    double longitude = 0;
    friend bool operator==(const Place&, const Place&) = default;
};

/// On the map of the web (EPSG:3857), from west and from north, in 2^-32 of the earth; it ends at 85.05 degrees.
struct MercatorPoint {
    std::uint32_t x = 0;
    std::uint32_t y = 0;
    friend bool operator==(const MercatorPoint&, const MercatorPoint&) = default;
};

[[nodiscard]] MercatorPoint mercator(const Place& place);
[[nodiscard]] Place place_at(const MercatorPoint& point);

/// On a sphere, along the shortest way.
[[nodiscard]] double meters_between(const Place& one, const Place& other);

}  // namespace magpie::collector::console
