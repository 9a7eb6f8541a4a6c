#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "collector/neighbours/deviation.hpp"
#include "collector/neighbours/pole_grid.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

struct NeighbourSettings {
    bool enabled = true;
    double distance_meters = 1000;
    Milliseconds every{30'000};
};

/// What poles measure, beside what the poles around them measure: magpie_pole_neighbour_deviation. Compared is like
/// with like, values of one quantity of sensors of one name, of nodes that are up and say where they stand. A round
/// goes through the fleet in steps: first all values are taken down, then each is compared with those of the nearest
/// poles.
///
/// One thread; owned by `app`; reads the fleet, which outlives it, and writes the deviations into it.
class Neighbours {
  public:
    Neighbours(const NeighbourSettings& settings, Fleet& fleet);

    /// Goes on with the round, or begins the next; to be called some ten times a second.
    void step(const Now& now);

    /// Complete rounds so far.
    [[nodiscard]] std::uint64_t rounds() const { return rounds_; }

  private:
    /// A series of a shape that is compared. Sorted by measure.
    struct Part {
        std::uint32_t measure;   // what it may be compared with: a quantity, and the labels of the sensor
        std::uint32_t quantity;  // place in neighbours::compared
        std::uint32_t entry;
    };
    struct Watched {
        std::uint64_t serial = 0;  // of the shape
        std::vector<Part> parts;
    };
    /// One that takes part in this round; its number in the grid is its place.
    struct Pole {
        std::uint32_t node;
        std::uint32_t values;  // where they begin
        std::uint32_t count;
        std::uint64_t row_serial;
    };
    struct Value {
        Part part;
        double value;
    };
    /// The nearest that have the same measure.
    struct Nearest {
        std::array<double, neighbours::most_neighbours> squares;  // ascending
        std::array<double, neighbours::most_neighbours> values;
        std::size_t count = 0;

        void add(double square, double value);
        [[nodiscard]] bool complete(double seen_within) const;
    };
    enum class Stage : std::uint8_t { rest, values, compare };

    void begin();
    [[nodiscard]] bool take_values();
    [[nodiscard]] bool compare();
    [[nodiscard]] std::size_t compare(std::uint32_t pole);
    void take(std::uint32_t node);
    void meet(const Pole& me, const Pole& other, double square);
    [[nodiscard]] const std::vector<Part>& parts_of(std::uint32_t shape);

    const NeighbourSettings settings_;
    Fleet& fleet_;
    Stage stage_ = Stage::rest;
    Monotonic next_round_{};
    std::uint64_t rounds_ = 0;
    std::uint32_t at_ = 0;      // of the nodes, then of the poles
    std::size_t of_round_ = 0;  // nodes there were when it began

    std::vector<Watched> watched_;  // by place of the shape
    std::map<std::string, std::uint32_t> measures_;
    neighbours::PoleGrid grid_;
    std::vector<Pole> poles_;
    std::vector<Value> values_;
    std::vector<Nearest> nearest_;  // of the values of the pole at hand
};

}  // namespace magpie::collector
