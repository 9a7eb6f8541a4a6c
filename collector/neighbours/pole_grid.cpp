#include "collector/neighbours/pole_grid.hpp"

#include <algorithm>
#include <bit>
#include <numbers>

namespace magpie::collector::neighbours {

namespace {

/// At the poles of the earth a degree of longitude has no length, and columns would have no end.
constexpr double least_cosine = 0.01;

}  // namespace

void PoleGrid::clear(std::size_t expected) {
    points_.clear();
    points_.reserve(expected);
    buckets_.assign(std::bit_ceil(std::max<std::size_t>(1, 2 * expected)), none);
}

std::uint32_t PoleGrid::add(const Position& position) {
    const auto number = static_cast<std::uint32_t>(points_.size());
    const auto row = static_cast<std::int32_t>(std::floor(position.latitude * meters_of_degree / cell_));
    const auto column = this->column(position.longitude, row_scale(row));
    auto& first = buckets_[bucket(row, column)];
    points_.push_back({.position = position, .row = row, .column = column, .next = first});
    first = number;
    return number;
}

/// Meters of a degree of longitude in the middle of a row.
double PoleGrid::row_scale(std::int32_t row) const {
    const double latitude = (row + 0.5) * cell_ / meters_of_degree;
    return meters_of_degree * std::max(least_cosine, std::cos(latitude * std::numbers::pi / 180));
}

std::size_t PoleGrid::bucket(std::int32_t row, std::int32_t column) const {
    const auto key = (std::uint64_t{static_cast<std::uint32_t>(row)} << 32) | static_cast<std::uint32_t>(column);
    return ((key * 0x9E3779B97F4A7C15U) >> 32) & (buckets_.size() - 1);
}

}  // namespace magpie::collector::neighbours
