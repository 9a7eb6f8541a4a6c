#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "collector/planner/geometry.hpp"

namespace magpie::collector::planner {

/// Points by the square they are in, so that those nearby are found without looking at the rest of the city. A value.
class PointIndex {
  public:
    PointIndex(std::vector<Point> points, double range) : points_(std::move(points)), range_(range) {
        for (std::size_t i = 0; i < points_.size(); ++i) {
            by_square_[key(square(points_[i].east), square(points_[i].north))].push_back(i);
        }
    }

    /// Calls with the index of each point within the range, in the order of squares and then of points.
    template <typename Call>
    void around(Point point, Call&& call) const {
        for (auto north = square(point.north) - 1; north <= square(point.north) + 1; ++north) {
            for (auto east = square(point.east) - 1; east <= square(point.east) + 1; ++east) {
                const auto found = by_square_.find(key(east, north));
                if (found == by_square_.end()) {
                    continue;
                }
                for (const auto index : found->second) {
                    if (distance(points_[index], point) <= range_) {
                        call(index);
                    }
                }
            }
        }
    }

  private:
    [[nodiscard]] std::int64_t square(double meters) const {
        return static_cast<std::int64_t>(std::floor(meters / range_));
    }
    [[nodiscard]] static std::uint64_t key(std::int64_t east, std::int64_t north) {
        return (static_cast<std::uint64_t>(east) << 32U) ^ (static_cast<std::uint64_t>(north) & 0xFFFFFFFFU);
    }

    std::vector<Point> points_;
    double range_;
    std::unordered_map<std::uint64_t, std::vector<std::size_t>> by_square_;
};

}  // namespace magpie::collector::planner
