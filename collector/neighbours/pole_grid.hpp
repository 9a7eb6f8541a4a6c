#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace magpie::collector::neighbours {

/// In degrees, WGS 84.
struct Position {
    double latitude = 0;
    double longitude = 0;
};

/// Poles by the cell of the ground they stand in, so that those nearby are found without looking at the rest of the
/// city. Distances are those on a sphere, in a plane that touches it at the one who asks: right to a thousandth within
/// ten kilometres. Over the date line nobody is seen. A value of whoever asks; on his thread.
class PoleGrid {
  public:
    static constexpr int rings = 8;

    /// Finds what is within `distance_meters`.
    explicit PoleGrid(double distance_meters)
        : distance_(distance_meters), cell_(distance_meters * (1 + slack) / rings) {}

    /// Empty again, with room for so many.
    void clear(std::size_t expected);
    /// Its number, from 0.
    std::uint32_t add(const Position& position);
    [[nodiscard]] std::size_t size() const { return points_.size(); }

    /// Calls `visit(number, distance squared)` for each other pole within the distance in ring `ring` of cells around
    /// `from`, 0 being its own cell. Looks at no more than `most` poles, and says at how many it looked; each cell
    /// counts as one, too.
    template <class Visit>
    std::size_t visit_ring(std::uint32_t from, int ring, std::size_t most, const Visit& visit) const;

    /// Nobody nearer than this is in a ring behind `ring`.
    [[nodiscard]] double seen_within(int ring) const { return ring * cell_ * (1 - slack); }

  private:
    static constexpr double meters_of_degree = 111'194.93;
    /// Columns of two rows do not quite fit together, for the rows are of different length.
    static constexpr double slack = 0.01;
    static constexpr std::uint32_t none = ~std::uint32_t{0};

    struct Point {
        Position position;
        std::int32_t row;
        std::int32_t column;
        std::uint32_t next;  // in the same bucket
    };

    [[nodiscard]] double row_scale(std::int32_t row) const;
    [[nodiscard]] std::int32_t column(double longitude, double scale) const {
        return static_cast<std::int32_t>(std::floor(longitude * scale / cell_));
    }
    [[nodiscard]] std::size_t bucket(std::int32_t row, std::int32_t column) const;

    double distance_;
    double cell_;
    std::vector<Point> points_;
    std::vector<std::uint32_t> buckets_{none};
};

template <class Visit>
std::size_t PoleGrid::visit_ring(std::uint32_t from, int ring, std::size_t most, const Visit& visit) const {
    const auto& me = points_[from];
    const double my_scale = row_scale(me.row);
    std::size_t looked = 0;
    for (int up = -ring; up <= ring; ++up) {
        const auto row = me.row + up;
        const auto middle = column(me.position.longitude, up == 0 ? my_scale : row_scale(row));
        const int step = up == -ring || up == ring || ring == 0 ? 1 : 2 * ring;  // within a ring only its two ends
        for (int aside = -ring; aside <= ring; aside += step) {
            ++looked;
            for (auto at = buckets_[bucket(row, middle + aside)]; at != none; at = points_[at].next) {
                if (++looked > most) {
                    return looked;
                }
                const auto& point = points_[at];
                if (point.row != row || point.column != middle + aside || at == from) {
                    continue;
                }
                const double north = (point.position.latitude - me.position.latitude) * meters_of_degree;
                const double east = (point.position.longitude - me.position.longitude) * my_scale;
                const double square = north * north + east * east;
                if (square <= distance_ * distance_) {
                    visit(at, square);
                }
            }
        }
    }
    return looked;
}

}  // namespace magpie::collector::neighbours
