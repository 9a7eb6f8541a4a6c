#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace magpie::bench {

enum class Better : bool { lower, higher };

/// One line of the table, drawn from what the benchmarks measured: `quantity` is one of a benchmark's counters, or
/// `cpu` for its CPU seconds an iteration, times `scale`. Where a peer runs beside us in the same run its number stands
/// in the same unit.
struct Figure {
    std::string_view name;
    std::string_view benchmark;
    std::string_view quantity;
    double scale = 1;
    std::string_view unit;
    Better better = Better::lower;
    std::optional<double> budget{};  // of the design; shown, never asserted
    std::string_view peer{};         // what it is compared with; empty: nothing
    std::string_view peer_benchmark{};
    std::string_view peer_quantity{};
};

[[nodiscard]] std::span<const Figure> figures();

}  // namespace magpie::bench
