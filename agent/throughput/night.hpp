#pragma once

#include <optional>

#include "wire/time.hpp"

namespace magpie::agent::throughput {

/// From the beginning of one hour to that of another, by UTC; over midnight where the first is the later one.
struct Night {
    unsigned from_hour = 17;
    unsigned until_hour = 20;
    friend bool operator==(const Night&, const Night&) = default;
};

struct Window {
    UtcMs begin{};
    UtcMs end{};
};

/// The night it is; nothing by day.
[[nodiscard]] std::optional<Window> window_at(const Night& night, UtcMs wall);

}  // namespace magpie::agent::throughput
