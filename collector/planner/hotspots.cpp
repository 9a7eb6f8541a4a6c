#include "collector/planner/hotspots.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numbers>

namespace magpie::collector::planner {

namespace {

/// Sums over rectangles of a grid, by sums from its corner.
class Sums {
  public:
    Sums(const Grid& grid, const std::function<double(std::size_t)>& value)
        : columns_(grid.columns), sums_((grid.columns + 1) * (grid.rows + 1)) {
        for (std::size_t row = 0; row < grid.rows; ++row) {
            double of_row = 0;
            for (std::size_t column = 0; column < grid.columns; ++column) {
                of_row += value(row * grid.columns + column);
                at(row + 1, column + 1) = at(row, column + 1) + of_row;
            }
        }
    }

    [[nodiscard]] double within(std::size_t row, std::size_t row_end, std::size_t column, std::size_t column_end) {
        return at(row_end, column_end) - at(row, column_end) - at(row_end, column) + at(row, column);
    }

  private:
    double& at(std::size_t row, std::size_t column) { return sums_[row * (columns_ + 1) + column]; }

    std::size_t columns_;
    std::vector<double> sums_;
};

}  // namespace

Hotspots hotspots_of(const Ground& ground, std::span<const double> values) {
    const auto& grid = ground.grid;
    const auto counts = [&](std::size_t cell) { return ground.district_of[cell] != no_district; };
    Hotspots result{.z = std::vector<float>(grid.size()), .least_z = std::numeric_limits<double>::infinity()};
    const auto n = static_cast<double>(ground.cells);
    double sum = 0;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        sum += counts(i) ? values[i] : 0;
    }
    const double mean = sum / n;
    double squares = 0;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        squares += counts(i) ? (values[i] - mean) * (values[i] - mean) : 0;
    }
    const double deviation = std::sqrt(squares / n);
    if (ground.cells < 2 || deviation <= 0) {
        return result;
    }
    // From the mean, so that large equal values do not eat the digits.
    Sums sums(grid, [&](std::size_t i) { return counts(i) ? values[i] - mean : 0.0; });
    Sums cells(grid, [&](std::size_t i) { return counts(i) ? 1.0 : 0.0; });
    const auto reach = static_cast<std::size_t>(hotspot_meters / grid.cell);
    std::vector<float> all;
    all.reserve(ground.cells);
    for (std::size_t row = 0; row < grid.rows; ++row) {
        const auto row_from = row - std::min(row, reach);
        const auto row_end = std::min(row + reach + 1, grid.rows);
        for (std::size_t column = 0; column < grid.columns; ++column) {
            const auto index = row * grid.columns + column;
            if (!counts(index)) {
                continue;
            }
            const auto from = column - std::min(column, reach);
            const auto end = std::min(column + reach + 1, grid.columns);
            const double w = cells.within(row_from, row_end, from, end);
            const double spread = deviation * std::sqrt(std::max(0.0, (n * w - w * w) / (n - 1)));
            const double z = spread > 0 ? sums.within(row_from, row_end, from, end) / spread : 0;
            result.z[index] = static_cast<float>(z);
            all.push_back(result.z[index]);
        }
    }
    std::sort(all.begin(), all.end(), std::greater<>{});
    for (std::size_t k = all.size(); k > 0; --k) {
        const double p = 0.5 * std::erfc(static_cast<double>(all[k - 1]) / std::numbers::sqrt2);
        if (p <= false_discoveries * static_cast<double>(k) / n) {
            result.least_z = static_cast<double>(all[k - 1]);
            break;
        }
    }
    result.cells = static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](float z) { return static_cast<double>(z) >= result.least_z; }));
    return result;
}

}  // namespace magpie::collector::planner
