#include "collector/planner/cell_layer.hpp"

#include <cmath>
#include <cstdint>
#include <string>

namespace magpie::collector::planner {

namespace {

double rounded(double value, double steps) {
    return std::round(value * steps) / steps;
}

}  // namespace

std::vector<double> gap_of(const Model& model) {
    std::vector<double> gap(model.demand.size());
    for (std::size_t i = 0; i < gap.size(); ++i) {
        gap[i] = model.demand[i] * model.unserved[i];
    }
    return gap;
}

std::vector<std::size_t> cells_of(const Ground& ground) {
    std::vector<std::size_t> cells;
    cells.reserve(ground.cells);
    for (std::size_t i = 0; i < ground.district_of.size(); ++i) {
        if (ground.district_of[i] != no_district) {
            cells.push_back(i);
        }
    }
    return cells;
}

Layer cell_layer(const Model& model, const std::vector<std::size_t>& cells, const std::vector<double>& gap,
                 const Hotspots& hotspots) {
    const auto& ground = model.city.ground;
    Layer layer{.name = "cells",
                .fields = {{"id", FieldKind::text},
                           {"district", FieldKind::text},
                           {"demand", FieldKind::real},
                           {"served", FieldKind::real},
                           {"gap", FieldKind::real},
                           {"gi_star", FieldKind::real},
                           {"cluster", FieldKind::whole}},
                .features = {},
                .square = ground.grid.cell};
    layer.features.reserve(cells.size());
    for (const auto cell : cells) {
        layer.features.push_back(
            {.at = ground.grid.center(cell),
             .values = {ground.grid.name(cell), ground.districts[ground.district_of[cell]].name,
                        rounded(model.demand[cell], 100), rounded(1 - model.unserved[cell], 10'000),
                        rounded(gap[cell], 100), rounded(static_cast<double>(hotspots.z[cell]), 100),
                        std::int64_t{hotspots.is_cluster(cell) ? 1 : 0}}});
    }
    return layer;
}

}  // namespace magpie::collector::planner
