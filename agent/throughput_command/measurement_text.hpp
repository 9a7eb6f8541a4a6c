#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/path/reachability_window.hpp"
#include "agent/throughput/job.hpp"
#include "agent/throughput/result.hpp"
#include "wire/time.hpp"

namespace magpie::agent::throughput {

/// One run that a person asked for.
struct Ran {
    Job job{};
    Result result{};
    Reachability loaded{};
};

/// All of them, in the order in which they were.
struct Measurement {
    std::string host{};
    std::string address{};  // empty: it has none
    Reachability idle{};
    std::vector<Ran> runs{};
};

/// While one is under way: what, how long, and the last echo.
[[nodiscard]] std::string progress_line(const std::optional<Job>& job, Milliseconds since, const Reachability& echoes);
/// As a person reads it, a line a run; and for a program.
[[nodiscard]] std::string measurement_text(const Measurement& measurement);
[[nodiscard]] std::string measurement_json(const Measurement& measurement);

}  // namespace magpie::agent::throughput
