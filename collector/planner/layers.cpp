#include "collector/planner/layers.hpp"

#include <algorithm>

namespace magpie::collector::planner {

tl::expected<Ground, std::string> ground_of(std::vector<District> districts, int cell) {
    if (districts.empty()) {
        return tl::unexpected(std::string("there is no district"));
    }
    if (districts.size() >= no_district) {
        return tl::unexpected(std::string("there are too many districts"));
    }
    std::optional<Box> whole;
    for (const auto& district : districts) {
        const auto box = box_of(district.area);
        if (!box) {
            return tl::unexpected("district " + district.name + " has no extent");
        }
        whole = whole ? Box{.least = {.east = std::min(whole->least.east, box->least.east),
                                      .north = std::min(whole->least.north, box->least.north)},
                            .most = {.east = std::max(whole->most.east, box->most.east),
                                     .north = std::max(whole->most.north, box->most.north)}}
                      : *box;
    }
    // A city that ends at the edge of a cell has nothing in the next one.
    whole->most.east -= 1e-6;
    whole->most.north -= 1e-6;
    auto grid = grid_over(*whole, cell);
    if (!grid) {
        return tl::unexpected(grid.error());
    }
    Ground ground{.grid = *grid, .districts = {}, .district_of = std::vector<std::uint16_t>(grid->size(), no_district)};
    for (std::size_t i = 0; i < districts.size(); ++i) {
        for_each_cell(*grid, districts[i].area, [&](std::size_t index) {
            if (ground.district_of[index] == no_district) {  // where two overlap, the first has it
                ground.district_of[index] = static_cast<std::uint16_t>(i);
                ++ground.cells;
            }
        });
    }
    if (ground.cells == 0) {
        return tl::unexpected(std::string("the districts are smaller than a cell"));
    }
    ground.districts = std::move(districts);
    return ground;
}

std::vector<double> weighted(const Demand& demand, const DemandWeights& weights) {
    std::vector<double> sum(demand.kinds[0].size());
    for (std::size_t kind = 0; kind < demand.kinds.size(); ++kind) {
        for (std::size_t i = 0; i < sum.size(); ++i) {
            sum[i] += weights.of[kind] * demand.kinds[kind][i];
        }
    }
    return sum;
}

std::vector<Site> sites_of(const std::vector<Pole>& poles) {
    std::vector<Site> sites;
    sites.reserve(poles.size());
    for (const auto& pole : poles) {
        sites.push_back({.at = pole.at, .environment = pole.environment});
    }
    return sites;
}

std::vector<Site> sites_of(const std::vector<Candidate>& candidates) {
    std::vector<Site> sites;
    sites.reserve(candidates.size());
    for (const auto& candidate : candidates) {
        sites.push_back({.at = candidate.at, .environment = candidate.environment, .cost = candidate.cost});
    }
    return sites;
}

}  // namespace magpie::collector::planner
