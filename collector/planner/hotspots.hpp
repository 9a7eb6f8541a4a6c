#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "collector/planner/layers.hpp"

namespace magpie::collector::planner {

/// How far around a cell its neighbours count, in each direction.
inline constexpr double hotspot_meters = 300;
/// Of the cells called a cluster at most this share is noise, on the average.
inline constexpr double false_discoveries = 0.05;

struct Hotspots {
    std::vector<float> z;   // by cell: Gi*, in standard deviations; 0 outside of the city
    double least_z = 0;     // from here on it is a cluster; infinite where there is none
    std::size_t cells = 0;  // in clusters

    [[nodiscard]] bool is_cluster(std::size_t cell) const { return static_cast<double>(z[cell]) >= least_z; }
};

/// Getis and Ord's Gi* (Ord and Getis 1995, eq. 5) over the square around each cell, itself included, with binary
/// weights; then Benjamini and Hochberg's rule (1995), for of 60,500 cells 1,500 are above 1.96 by chance alone.
[[nodiscard]] Hotspots hotspots_of(const Ground& ground, std::span<const double> values);

}  // namespace magpie::collector::planner
