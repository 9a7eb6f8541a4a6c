#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "wire/report/number.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Names a series for the life of the agent; never used again for another.
enum class SeriesId : std::uint32_t {};

/// The value of one series, or that it is gone.
struct Sample {
    SeriesId series;
    std::optional<double> value;
};

/// What changed since the report before it, or everything when `whole`. Where the clock was not
/// known its wall time is worked out when it is sent, by the clock of that moment.
struct Report {
    Epoch epoch{};        // this and the range are given by the outbox
    ReportRange range{};  // one number, but for what was lost or merged
    Monotonic taken{};
    std::optional<UtcMs> wall{};   // where the clock was known: the same each time it is sent
    bool of_earlier_boot = false;  // `taken` is of a time line that has ended
    bool whole = false;
    bool urgent = false;
    bool lost = false;  // what these numbers stood for was given up; there is nothing in it
    std::vector<Sample> samples{};
};

}  // namespace magpie::agent
