#include "collector/planner/city.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

#include "collector/planner/point_index.hpp"

namespace magpie::collector::planner {

namespace {

constexpr double district_width = 5500;
constexpr double district_height = 4400;
constexpr Point south_west{.east = 940'000, .north = 1'940'000};
constexpr double street = 80;

/// splitmix64, and what is drawn by it: the distributions of the library differ from one to the next.
class Chance {
  public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    double uniform() {  // [0, 1)
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return static_cast<double>((z ^ (z >> 31U)) >> 11U) * 0x1.0p-53;
    }
    double between(double low, double high) { return low + (high - low) * uniform(); }
    double normal() {
        const double radius = std::sqrt(-2 * std::log(1 - uniform()));
        return radius * std::cos(2 * std::numbers::pi * uniform());
    }
    std::size_t below(std::size_t count) {
        return std::min(count - 1, static_cast<std::size_t>(uniform() * static_cast<double>(count)));
    }

  private:
    std::uint64_t state_;
};

struct Round {
    Point at;
    double radius;
    double weight;
};

/// Where people are.
class Map {
  public:
    explicit Map(const CitySize& size)
        : width_(static_cast<double>(size.columns) * district_width),
          height_(static_cast<double>(size.rows) * district_height) {
        Chance chance(2);
        const auto districts = size.columns * size.rows;
        for (std::size_t i = 0; i < districts * 3; ++i) {
            centers_.push_back(
                {.at = anywhere(chance), .radius = chance.between(300, 1600), .weight = chance.between(0.5, 4)});
        }
        for (std::size_t i = 0; i < districts * 2; ++i) {
            parks_.push_back({.at = anywhere(chance), .radius = chance.between(150, 500), .weight = 1});
        }
        for (std::size_t i = 0; i < districts * 12; ++i) {
            stations_.push_back({.at = anywhere(chance), .radius = 90, .weight = chance.between(200, 2500)});
        }
    }

    [[nodiscard]] Point anywhere(Chance& chance) const {
        return {.east = south_west.east + width_ * chance.uniform(),
                .north = south_west.north + height_ * chance.uniform()};
    }
    [[nodiscard]] bool in_river(Point point) const {
        const double x = (point.east - south_west.east) / width_;
        const double middle = south_west.north + height_ * (0.48 + 0.09 * std::sin(5.5 * x));
        return std::abs(point.north - middle) < 350;
    }
    [[nodiscard]] bool in_park(Point point) const {
        return std::any_of(parks_.begin(), parks_.end(),
                           [&](const Round& park) { return distance(park.at, point) < park.radius; });
    }
    /// 0.1 to about 12.
    [[nodiscard]] double density(Point point) const {
        double sum = 0.4;
        for (const auto& center : centers_) {
            const double away = distance(center.at, point) / center.radius;
            sum += away < 4 ? center.weight * std::exp(-away * away / 2) : 0;
        }
        return in_park(point) ? 0.1 : sum;
    }
    [[nodiscard]] Environment environment(Point point) const {
        if (in_park(point)) {
            return Environment::open;
        }
        return density(point) > 2.2 ? Environment::urban : Environment::residential;
    }
    /// On a street, where people are.
    [[nodiscard]] Point on_street(Chance& chance, double power) const {
        for (;;) {
            auto point = anywhere(chance);
            if (in_river(point) || std::pow(density(point) / 6, power) < chance.uniform()) {
                continue;
            }
            auto& snapped = chance.uniform() < 0.5 ? point.east : point.north;
            snapped = std::floor(snapped / street) * street + 4;
            if (point.east > south_west.east && point.north > south_west.north) {
                return point;
            }
        }
    }
    [[nodiscard]] const std::vector<Round>& stations() const { return stations_; }

  private:
    double width_;
    double height_;
    std::vector<Round> centers_;
    std::vector<Round> parks_;
    std::vector<Round> stations_;
};

std::vector<District> districts_of(const CitySize& size) {
    Chance chance(1);
    std::vector<Point> corners;
    for (std::size_t row = 0; row <= size.rows; ++row) {
        for (std::size_t column = 0; column <= size.columns; ++column) {
            const bool inside_east = column > 0 && column < size.columns;
            const bool inside_north = row > 0 && row < size.rows;
            const double east = chance.between(-900, 900);
            const double north = chance.between(-700, 700);
            corners.push_back(
                {.east = south_west.east + static_cast<double>(column) * district_width + (inside_east ? east : 0),
                 .north = south_west.north + static_cast<double>(row) * district_height + (inside_north ? north : 0)});
        }
    }
    std::vector<District> districts;
    for (std::size_t row = 0; row < size.rows; ++row) {
        for (std::size_t column = 0; column < size.columns; ++column) {
            const auto corner = row * (size.columns + 1) + column;
            const auto above = corner + size.columns + 1;
            districts.push_back(
                {.name = fmt::format("district-{:02}", districts.size() + 1),
                 .area = {{{corners[corner], corners[corner + 1], corners[above + 1], corners[above]}}}});
        }
    }
    return districts;
}

void scale_to(std::vector<double>& values, double total) {
    double sum = 0;
    for (const double value : values) {
        sum += value;
    }
    for (auto& value : values) {
        value *= total / sum;
    }
}

Demand demand_of(const Ground& ground, const Map& map, const CitySize& size) {
    const auto& grid = ground.grid;
    Demand demand;
    for (auto& kind : demand.kinds) {
        kind.assign(grid.size(), 0);
    }
    auto& [population, transit, complaints] = demand.kinds;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        const auto center = grid.center(i);
        population[i] = ground.district_of[i] == no_district || map.in_river(center) ? 0 : map.density(center);
    }
    scale_to(population, size.population);
    for (const auto& station : map.stations()) {
        if (const auto cell = grid.at(station.at); cell != Grid::nowhere && !map.in_river(station.at)) {
            transit[cell] += station.weight;
        }
    }
    Chance chance(3);
    for (std::size_t i = 0; i < size.columns * size.rows * 200; ++i) {
        if (const auto cell = grid.at(map.on_street(chance, 1)); cell != Grid::nowhere) {
            complaints[cell] += 1;
        }
    }
    return demand;
}

double drawn_loss(Chance& chance, Environment environment, double meters, double gigahertz) {
    const auto laws = true_laws(environment);
    const auto& law = chance.uniform() < sight_probability(environment, meters) ? laws.in_sight : laws.hidden;
    return law.median(std::max(meters, least_meters), gigahertz) + law.sigma * chance.normal();
}

constexpr double hearing_dbm = -90;  // a radio's limit
constexpr double eirp_dbm = 20;
constexpr double gigahertz = 2.437;

void add_measurements(City& city, const Map& map, const CitySize& size) {
    std::vector<Point> places;
    for (const auto& pole : city.poles) {
        places.push_back(pole.at);
    }
    const PointIndex nearby(std::move(places), 400);
    Chance chance(5);
    while (city.scans.size() < size.scans) {
        const auto from = chance.below(city.poles.size());
        const auto& pole = city.poles[from];
        nearby.around(pole.at, [&](std::size_t to) {
            const auto& other = city.poles[to];
            const double away = distance(pole.at, other.at);
            if (to <= from || other.environment != pole.environment || city.scans.size() == size.scans ||
                away < least_meters || away > 250) {
                return;
            }
            const double rssi = eirp_dbm - drawn_loss(chance, pole.environment, away, gigahertz);
            city.scans.push_back({.from = pole.id,
                                  .to = other.id,
                                  .gigahertz = gigahertz,
                                  .rssi_dbm = rssi < hearing_dbm ? std::nullopt : std::optional(std::round(rssi))});
        });
    }
    for (std::size_t i = 0; i < size.walk_tests; ++i) {
        const auto at = map.on_street(chance, 0.7);
        WalkTest test{.at = at, .rssi_dbm = std::nullopt};
        double best = hearing_dbm;
        nearby.around(at, [&](std::size_t index) {
            const auto& pole = city.poles[index];
            const double rssi =
                std::round(eirp_dbm - drawn_loss(chance, pole.environment, distance(pole.at, at), gigahertz));
            if (rssi > best) {
                best = rssi;
                test.rssi_dbm = rssi;
            }
        });
        city.walk_tests.push_back(test);
    }
}

}  // namespace

Laws true_laws(Environment environment) {
    auto laws = laws_of(environment);
    laws.in_sight.alpha += 0.10;
    laws.hidden.alpha += environment == Environment::urban ? -0.25 : 0.30;
    laws.hidden.sigma = environment == Environment::urban ? 6.5 : 4.5;
    return laws;
}

City synthetic_city(const CitySize& size, int cell) {
    const Map map(size);
    City city;
    city.ground = *ground_of(districts_of(size), cell);
    city.demand = demand_of(city.ground, map, size);
    Chance chance(4);
    // Some districts have got twice what others have.
    std::vector<double> favour;
    for (std::size_t i = 0; i < city.ground.districts.size(); ++i) {
        favour.push_back(chance.between(0.35, 1));
    }
    while (city.poles.size() < size.poles) {
        const auto at = map.on_street(chance, 0.8);
        const auto cell_index = city.ground.grid.at(at);
        const auto district = cell_index == Grid::nowhere ? no_district : city.ground.district_of[cell_index];
        if (district == no_district || chance.uniform() > favour[district]) {
            continue;
        }
        city.poles.push_back({.id = fmt::format("pole-{:05}", city.poles.size() + 1),
                              .at = at,
                              .environment = map.environment(at),
                              .height = std::round(chance.between(40, 90)) / 10});
    }
    while (city.candidates.size() < size.candidates) {
        const auto at = map.on_street(chance, 0.5);
        const auto cell_index = city.ground.grid.at(at);
        if (cell_index == Grid::nowhere || city.ground.district_of[cell_index] == no_district) {
            continue;
        }
        city.candidates.push_back({.id = fmt::format("light-{:06}", city.candidates.size() + 1),
                                   .at = at,
                                   .environment = map.environment(at),
                                   .height = std::round(chance.between(40, 120)) / 10,
                                   .cost = 1});
    }
    add_measurements(city, map, size);
    return city;
}

}  // namespace magpie::collector::planner
