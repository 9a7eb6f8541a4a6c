#pragma once

#include <string>
#include <string_view>

#include "agent/throughput/measurements.hpp"
#include "platform/config/reader.hpp"

namespace magpie::agent {

/// How much is found out of what a path carries, and at what cost: [throughput]; the TOML key stands beside its field.
struct ThroughputConfig {
    /// [[throughput.target]]: name, class, host, family, port, streams, directions; throughput.seconds, run_bytes,
    /// daily_bytes, nightly, from_hour_utc, until_hour_utc
    throughput::MeasurementSettings measured{};
    std::string run_directory = "/run/magpie-agent";  // run_directory
};

/// All but the directory.
[[nodiscard]] bool may_be_ordered_of_throughput(std::string_view key);

[[nodiscard]] ThroughputConfig read_throughput(config::Table& table);

}  // namespace magpie::agent
