#pragma once

#include <cstdint>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "wire/report/number.hpp"

namespace magpie::collector {

/// A report the ledger took as new. One that was refused has no samples, and is here all the same: reports are settled
/// in the order in which they were recorded.
struct LoggedReport {
    NodeIndex node{};
    Epoch epoch{};
    ReportRange range{};
    std::int64_t time_ms = 0;   // of the device; ms since 1970
    std::uint32_t samples = 0;  // the next ones of the log
};

struct LoggedSample {
    double value = 0;
    std::uint32_t slot = 0;
    std::int32_t after_ms = 0;  // the report's time
};

/// What Ingest writes down for the history, report by report. To be emptied after each call of Ingest, while nodes
/// still have the shapes they reported with. Owned by the Collector, on its thread.
struct ReportLog {
    std::vector<LoggedReport> reports;
    std::vector<LoggedSample> samples;
    /// The history has no room: nothing is to be written, and what comes counts as not received, so that the node keeps
    /// it.
    bool full = false;
};

}  // namespace magpie::collector
