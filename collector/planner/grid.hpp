#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "collector/planner/geometry.hpp"

namespace magpie::collector::planner {

/// Squares of the ground, row by row from the south-west. Their edges are multiples of their size in EPSG:5179, so that
/// those of 100 m are the squares of the national point grid (국가지점번호), and one city's grid fits the next one's.
struct Grid {
    double cell = 100;       // metres
    std::int64_t west = 0;   // in cells
    std::int64_t south = 0;  // in cells
    std::size_t columns = 0;
    std::size_t rows = 0;

    static constexpr std::size_t nowhere = static_cast<std::size_t>(-1);

    [[nodiscard]] std::size_t size() const { return columns * rows; }
    /// `nowhere` outside.
    [[nodiscard]] std::size_t at(Point point) const;
    [[nodiscard]] Point center(std::size_t index) const;
    /// As in `다사551526` for a square of 100 m; smaller ones are numbered within theirs: `다사551526-31`, column and
    /// row.
    [[nodiscard]] std::string name(std::size_t index) const;

    bool operator==(const Grid&) const = default;
};

/// More would not fit in memory beside what is computed of them.
inline constexpr std::size_t most_cells = 16'000'000;
/// The sizes that fit into squares of 100 m.
inline constexpr int cell_sizes[] = {10, 20, 25, 50, 100};

/// That covers the box. The error says why there is none.
[[nodiscard]] tl::expected<Grid, std::string> grid_over(const Box& box, int cell);

/// Calls for each cell whose centre lies inside, in order.
void for_each_cell(const Grid& grid, const Area& area, const std::function<void(std::size_t)>& call);

/// The name of the square of 100 m within which the point lies; empty outside of the national grid.
[[nodiscard]] std::string national_point(Point point);

}  // namespace magpie::collector::planner
