#pragma once

#include <cstddef>
#include <vector>

#include "collector/planner/geodata.hpp"
#include "collector/planner/hotspots.hpp"
#include "collector/planner/model.hpp"

/// The city as a map has it: what `coverage` writes, and what `grade` writes more about.
namespace magpie::collector::planner {

/// By cell: people who are not served.
[[nodiscard]] std::vector<double> gap_of(const Model& model);

/// The cells within the city, by their number in the grid, from the south-west.
[[nodiscard]] std::vector<std::size_t> cells_of(const Ground& ground);

/// A square for each of `cells`, in their order. The units of its fields are in docs/planner.md.
[[nodiscard]] Layer cell_layer(const Model& model, const std::vector<std::size_t>& cells,
                               const std::vector<double>& gap, const Hotspots& hotspots);

}  // namespace magpie::collector::planner
