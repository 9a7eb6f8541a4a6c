#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

#include "collector/planner/grid.hpp"
#include "collector/planner/point_index.hpp"
#include "collector/planner/propagation.hpp"

namespace magpie::collector::planner {

/// A place with a pole, or one that could have one.
struct Site {
    Point at;
    Environment environment = Environment::urban;
    double cost = 1;
};

/// How far poles reach, by environment.
using Reaches = std::array<Reach, environment_names.size()>;

/// For each cell within reach: its index, and the probability that a phone in its middle is served.
template <typename Call>
void for_each_served(const Grid& grid, const Reaches& reaches, const Site& site, Call&& call) {
    const auto& reach = reaches[static_cast<std::size_t>(site.environment)];
    const double range = reach.range();
    // In cells, from the middle of the south-western one.
    const double x = site.at.east / grid.cell - static_cast<double>(grid.west) - 0.5;
    const double y = site.at.north / grid.cell - static_cast<double>(grid.south) - 0.5;
    const double radius = range / grid.cell;
    const auto first = [](double low) { return std::max(0.0, std::ceil(low)); };
    const auto past = [](double high, std::size_t end) {
        return std::min(std::floor(high) + 1, static_cast<double>(end));
    };
    const double area = grid.cell * grid.cell;
    for (double row = first(y - radius), row_end = past(y + radius, grid.rows); row < row_end; ++row) {
        const double dy = row - y;
        const double half = std::sqrt(std::max(0.0, radius * radius - dy * dy));
        const double from = first(x - half);
        const double to = past(x + half, grid.columns);
        if (from >= to) {
            continue;
        }
        auto index = static_cast<std::size_t>(row) * grid.columns + static_cast<std::size_t>(from);
        for (double column = from; column < to; ++column, ++index) {
            const double dx = column - x;
            call(index, static_cast<double>(reach.at((dx * dx + dy * dy) * area)));
        }
    }
}

/// For each cell, the probability that none of the sites serves a phone there: shadows of different poles are taken to
/// be independent. A value; on the thread of whoever asks.
class Unserved {
  public:
    Unserved(const Grid& grid, const Reaches& reaches) : grid_(grid), reaches_(reaches), by_cell_(grid.size(), 1.0) {}

    void add(const Site& site) {
        for_each_served(grid_, reaches_, site, [&](std::size_t cell, double p) { by_cell_[cell] *= 1 - p; });
    }

    [[nodiscard]] std::span<const double> by_cell() const { return by_cell_; }

  private:
    Grid grid_;
    Reaches reaches_;
    std::vector<double> by_cell_;
};

/// The probability that a phone is served just there, and not in the middle of a cell. A value.
class ServedAt {
  public:
    ServedAt(std::vector<Site> sites, const Reaches& reaches);

    [[nodiscard]] double operator()(Point point) const;

  private:
    std::vector<Site> sites_;
    Reaches reaches_;
    PointIndex index_;
};

}  // namespace magpie::collector::planner
