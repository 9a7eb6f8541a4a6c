#include "collector/console/pole_map.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <unordered_map>
#include <utility>

namespace magpie::collector::console {

namespace {

/// Cells of a tile, in one direction, as a power of two.
constexpr unsigned cells_of_a_tile = 2;

struct Bounds {
    std::uint32_t west;
    std::uint32_t east;
    std::uint32_t north;
    std::uint32_t south;

    [[nodiscard]] bool holds(const PolePoint& point) const {
        const bool beside = west <= east ? point.x >= west && point.x <= east : point.x >= west || point.x <= east;
        return beside && point.y >= north && point.y <= south;
    }
};

Bounds bounds_of(const Box& box) {
    const auto north_west = mercator({box.north, box.west});
    const auto south_east = mercator({box.south, box.east});
    return {.west = north_west.x, .east = south_east.x, .north = north_west.y, .south = south_east.y};
}

/// Sums of a cell in the making.
struct Cell {
    std::uint64_t x = 0;
    std::uint64_t y = 0;
    MercatorPoint low{~std::uint32_t{0}, ~std::uint32_t{0}};
    MercatorPoint high{};
    std::uint32_t count = 0;
    std::uint32_t first = 0;  // pole
    StateCounts states{};

    void add(std::uint32_t pole, const PolePoint& point) {
        x += point.x;
        y += point.y;
        low = {std::min(low.x, point.x), std::min(low.y, point.y)};
        high = {std::max(high.x, point.x), std::max(high.y, point.y)};
        first = count == 0 ? pole : first;
        ++count;
        ++states[static_cast<std::size_t>(point.state)];
    }
    [[nodiscard]] Cluster cluster() const {
        const auto north_west = place_at(low);
        const auto south_east = place_at(high);
        const auto* const worst = std::ranges::find_if(states, [](auto of_state) { return of_state > 0; });
        return {.place = place_at({static_cast<std::uint32_t>(x / count), static_cast<std::uint32_t>(y / count)}),
                .box = {.west = north_west.longitude,
                        .south = south_east.latitude,
                        .east = south_east.longitude,
                        .north = north_west.latitude},
                .count = count,
                .worst = static_cast<State>(worst - states.begin()),
                .states = states};
    }
};

}  // namespace

MapAnswer map_of(const PoleBook& book, const MapQuestion& question) {
    const auto bounds = bounds_of(question.box);
    const auto& points = book.points();
    std::vector<std::uint32_t> shown;
    for (std::uint32_t pole = 0; pole < points.size(); ++pole) {
        const auto& point = points[pole];
        if (point.placed && bounds.holds(point) && (!question.area || point.area == *question.area) &&
            question.states.has(point.state)) {
            shown.push_back(pole);
        }
    }
    MapAnswer answer;
    if (question.zoom >= zoom_of_poles && shown.size() <= most_on_a_map) {
        answer.poles = std::move(shown);
        return answer;
    }
    // By cell, in the order of the cells.
    std::vector<std::pair<std::uint64_t, Cell>> cells;
    std::unordered_map<std::uint64_t, std::size_t> places;
    for (auto zoom = std::min(question.zoom, zoom_of_poles) + cells_of_a_tile;; --zoom) {
        cells.clear();
        places.clear();
        const auto shift = 32 - zoom;
        for (const auto pole : shown) {
            const auto& point = points[pole];
            const auto key = (std::uint64_t{point.x} >> shift) << 32 | (std::uint64_t{point.y} >> shift);
            const auto [place, is_new] = places.try_emplace(key, cells.size());
            if (is_new) {
                if (cells.size() == most_on_a_map && zoom > 0) {
                    break;
                }
                cells.emplace_back(key, Cell{});
            }
            cells[place->second].second.add(pole, point);
        }
        if (places.size() <= most_on_a_map || zoom == 0) {
            break;
        }
    }
    std::ranges::sort(cells, {}, [](const auto& cell) { return cell.first; });
    for (const auto& [key, cell] : cells) {
        if (cell.count == 1) {
            answer.poles.push_back(cell.first);
        } else {
            answer.clusters.push_back(cell.cluster());
        }
    }
    return answer;
}

std::vector<Near> nearest(const PoleBook& book, std::uint32_t pole, std::size_t most) {
    std::vector<Near> found;
    const auto& points = book.points();
    if (!points[pole].placed) {
        return found;
    }
    // By the map first, whose plane is true to shapes: with some to spare, the sphere has the last word.
    const auto& from = points[pole];
    std::vector<std::pair<std::uint64_t, std::uint32_t>> squares;
    squares.reserve(points.size());
    for (std::uint32_t other = 0; other < points.size(); ++other) {
        const auto& point = points[other];
        if (!point.placed || other == pole || point.state == State::decommissioned) {
            continue;
        }
        // A quarter of the earth is far enough; so the squares fit.
        const auto across = static_cast<std::uint32_t>(point.x - from.x);
        const std::uint64_t east = std::min(across, static_cast<std::uint32_t>(-across)) / 2;
        const std::uint64_t south = (point.y > from.y ? point.y - from.y : from.y - point.y) / 2;
        squares.emplace_back(east * east + south * south, other);
    }
    const auto taken = std::min(squares.size(), 2 * most);
    std::partial_sort(squares.begin(), squares.begin() + static_cast<std::ptrdiff_t>(taken), squares.end());
    const auto here = *book.pole(pole).place;
    for (std::size_t i = 0; i < taken; ++i) {
        found.push_back({squares[i].second, meters_between(here, *book.pole(squares[i].second).place)});
    }
    std::ranges::sort(
        found, [](const Near& a, const Near& b) { return std::pair(a.meters, a.pole) < std::pair(b.meters, b.pole); });
    found.resize(std::min(found.size(), most));
    return found;
}

}  // namespace magpie::collector::console
