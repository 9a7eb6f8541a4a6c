#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "collector/console/mercator.hpp"
#include "collector/console/pole_book.hpp"
#include "collector/console/pole_state.hpp"

namespace magpie::collector::console {

/// A part of the earth, in degrees; west may be above east over the date line.
struct Box {
    double west = -180;
    double south = -90;
    double east = 180;
    double north = 90;
};

struct MapQuestion {
    Box box{};
    unsigned zoom = 0;  // of the map of the web: 2^zoom tiles around the earth
    std::optional<std::uint32_t> area{};
    StateSet states = StateSet::all();
};

/// Poles that a map shows as one.
struct Cluster {
    Place place{};  // the mean of them
    Box box{};
    std::uint32_t count = 0;
    State worst = State::decommissioned;
    StateCounts states{};
};

struct MapAnswer {
    std::vector<Cluster> clusters;
    std::vector<std::uint32_t> poles;  // alone where they are
};

inline constexpr std::size_t most_on_a_map = 2'000;
/// From here on a map shows each pole.
inline constexpr unsigned zoom_of_poles = 17;

/// What a map of this box shows: of each cell of a grid that is fixed to the earth, a quarter of a tile wide, all its
/// poles as one, so the same poles are the same clusters wherever the box begins. Where that were more than two
/// thousand things, also from zoom 17 on, the cells are larger.
[[nodiscard]] MapAnswer map_of(const PoleBook& book, const MapQuestion& question);

/// The nearest to a place, itself not among them, nearest first.
struct Near {
    std::uint32_t pole = 0;
    double meters = 0;
};
[[nodiscard]] std::vector<Near> nearest(const PoleBook& book, std::uint32_t pole, std::size_t most);

}  // namespace magpie::collector::console
