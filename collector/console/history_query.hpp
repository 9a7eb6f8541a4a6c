#pragma once

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "collector/console/inventory.hpp"
#include "wire/time.hpp"

namespace magpie::collector::console {

/// What is asked of the history: one metric of one pole.
struct HistoryQuestion {
    PoleName pole;
    std::string metric;
    UtcMs from{};
    UtcMs to{};
    std::chrono::seconds step{60};
};

inline constexpr std::size_t most_points = 3'000;  // of a series
inline constexpr std::size_t most_series = 200;
inline constexpr std::chrono::hours longest_history{24 * 400};

/// A name of the catalogue; of a histogram also those of its parts.
[[nodiscard]] bool is_metric_of_catalogue(std::string_view name);

/// Path and query of query_range (the HTTP API that Prometheus and VictoriaMetrics have), behind the path of the
/// store's url. The labels of the pole are ours, quoted. The error says what cannot be asked for.
[[nodiscard]] tl::expected<std::string, std::string> history_target(std::string_view base,
                                                                    const HistoryQuestion& question);

/// The answer of the store as the console's; nothing where it is none, or too much.
[[nodiscard]] std::optional<std::string> history_answer(std::string_view body);

}  // namespace magpie::collector::console
