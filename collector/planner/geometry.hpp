#pragma once

#include <optional>
#include <vector>

/// The planner works in a plane: metres of EPSG:5179 (Korea 2000, Unified CS), in which the national point grid is
/// laid.
namespace magpie::collector::planner {

/// Metres, EPSG:5179.
struct Point {
    double east = 0;
    double north = 0;

    bool operator==(const Point&) const = default;
};

/// WGS 84. GRS 80, on which EPSG:5179 stands, differs from it by a tenth of a millimetre.
struct Degrees {
    double latitude = 0;
    double longitude = 0;
};

struct Box {
    Point least;
    Point most;
};

/// Rings are closed without their first point being named again; where two of them overlap there is a hole.
struct Area {
    std::vector<std::vector<Point>> rings;
};

/// Transverse Mercator of EPSG:5179: exact to a millimetre within 4 degrees of 127.5 E. Inputs are finite.
[[nodiscard]] Point projected(Degrees degrees);
[[nodiscard]] Degrees unprojected(Point point);

/// Nothing when there is no point at all.
[[nodiscard]] std::optional<Box> box_of(const Area& area);

[[nodiscard]] double distance(Point one, Point other);

}  // namespace magpie::collector::planner
