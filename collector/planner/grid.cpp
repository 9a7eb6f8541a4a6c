#include "collector/planner/grid.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include <fmt/format.h>

namespace magpie::collector::planner {

namespace {

/// Squares of 100 km have a letter for the east and one for the north, from 700 and 1300 km on.
constexpr std::array<std::string_view, 8> letters{"가", "나", "다", "라", "마", "바", "사", "아"};
constexpr double first_east = 700'000;
constexpr double first_north = 1'300'000;
constexpr double big_square = 100'000;
constexpr double small_square = 100;

}  // namespace

std::size_t Grid::at(Point point) const {
    const double column = std::floor(point.east / cell) - static_cast<double>(west);
    const double row = std::floor(point.north / cell) - static_cast<double>(south);
    if (!(column >= 0 && row >= 0 && column < static_cast<double>(columns) && row < static_cast<double>(rows))) {
        return nowhere;
    }
    return static_cast<std::size_t>(row) * columns + static_cast<std::size_t>(column);
}

Point Grid::center(std::size_t index) const {
    const auto row = index / columns;
    const auto column = index % columns;
    return {.east = (static_cast<double>(west) + static_cast<double>(column) + 0.5) * cell,
            .north = (static_cast<double>(south) + static_cast<double>(row) + 0.5) * cell};
}

std::string Grid::name(std::size_t index) const {
    const auto point = center(index);
    auto square = national_point(point);
    if (square.empty()) {
        return fmt::format("{:.0f}-{:.0f}", point.east, point.north);
    }
    if (cell == small_square) {
        return square;
    }
    const auto within = [&](double meters) {
        return static_cast<int>(std::floor((meters - std::floor(meters / small_square) * small_square) / cell));
    };
    return fmt::format("{}-{}{}", square, within(point.east), within(point.north));
}

tl::expected<Grid, std::string> grid_over(const Box& box, int cell) {
    const double size = cell;
    const double west = std::floor(box.least.east / size);
    const double south = std::floor(box.least.north / size);
    const double columns = std::floor(box.most.east / size) - west + 1;
    const double rows = std::floor(box.most.north / size) - south + 1;
    if (!(columns >= 1 && rows >= 1)) {
        return tl::unexpected(std::string("the city has no extent"));
    }
    if (columns * rows > static_cast<double>(most_cells)) {
        return tl::unexpected(
            fmt::format("{:.0f} by {:.0f} cells of {} m are more than {}: is one point far away from the others?",
                        columns, rows, cell, most_cells));
    }
    return Grid{.cell = size,
                .west = static_cast<std::int64_t>(west),
                .south = static_cast<std::int64_t>(south),
                .columns = static_cast<std::size_t>(columns),
                .rows = static_cast<std::size_t>(rows)};
}

void for_each_cell(const Grid& grid, const Area& area, const std::function<void(std::size_t)>& call) {
    const auto box = box_of(area);
    if (!box) {
        return;
    }
    const auto row_of = [&](double north) {
        return std::clamp(std::floor(north / grid.cell) - static_cast<double>(grid.south), 0.0,
                          static_cast<double>(grid.rows));
    };
    const auto first = static_cast<std::size_t>(row_of(box->least.north));
    const auto past = std::min(static_cast<std::size_t>(row_of(box->most.north)) + 1, grid.rows);
    // The edges that a row's centre line may cross, so that a border of many points costs each row only its own.
    std::vector<std::vector<std::pair<Point, Point>>> edges(past > first ? past - first : 0);
    for (const auto& ring : area.rings) {
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const auto& from = ring[i];
            const auto& to = ring[(i + 1) % ring.size()];
            const auto low = static_cast<std::size_t>(row_of(std::min(from.north, to.north)));
            const auto high = static_cast<std::size_t>(row_of(std::max(from.north, to.north)));
            for (auto row = std::max(low, first); row <= high && row < past; ++row) {
                edges[row - first].emplace_back(from, to);
            }
        }
    }
    std::vector<double> crossings;
    for (auto row = first; row < past; ++row) {
        const double north = (static_cast<double>(grid.south) + static_cast<double>(row) + 0.5) * grid.cell;
        crossings.clear();
        for (const auto& [from, to] : edges[row - first]) {
            if ((from.north <= north) != (to.north <= north)) {
                crossings.push_back(from.east + (north - from.north) / (to.north - from.north) * (to.east - from.east));
            }
        }
        std::sort(crossings.begin(), crossings.end());
        for (std::size_t i = 0; i + 1 < crossings.size(); i += 2) {
            const auto column_of = [&](double east) {
                const double column = std::ceil(east / grid.cell - 0.5) - static_cast<double>(grid.west);
                return static_cast<std::size_t>(std::clamp(column, 0.0, static_cast<double>(grid.columns)));
            };
            const auto end = column_of(crossings[i + 1]);
            for (auto column = column_of(crossings[i]); column < end; ++column) {
                call(row * grid.columns + column);
            }
        }
    }
}

std::string national_point(Point point) {
    const double east = std::floor((point.east - first_east) / big_square);
    const double north = std::floor((point.north - first_north) / big_square);
    if (!(east >= 0 && north >= 0 && east < static_cast<double>(letters.size()) &&
          north < static_cast<double>(letters.size()))) {
        return {};
    }
    const auto within = [](double meters) {
        return static_cast<int>(std::floor((meters - std::floor(meters / big_square) * big_square) / small_square));
    };
    return fmt::format("{}{}{:03}{:03}", letters[static_cast<std::size_t>(east)],
                       letters[static_cast<std::size_t>(north)], within(point.east), within(point.north));
}

}  // namespace magpie::collector::planner
