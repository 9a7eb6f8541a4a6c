#pragma once

#include "agent/throughput/job.hpp"
#include "agent/throughput/result.hpp"

namespace magpie::agent::throughput {

/// One run against a server of iperf3, by libiperf; blocks until it is over. The library may end the process in it, and
/// writes to standard output, so it is for a process that has nothing else to do and has put its own output elsewhere.
[[nodiscard]] Result run(const Job& job);

}  // namespace magpie::agent::throughput
