#pragma once

#include <array>

#include "agent/report/readings.hpp"
#include "agent/sources/host/host_reader.hpp"

namespace magpie::agent {

/// Turns the state of the board into the readings magpie_host_*, and the agent's own use of it into magpie_node_*.
class HostSampler {
  public:
    HostSampler(double ticks_per_second, double page_bytes)
        : ticks_per_second_(ticks_per_second), page_bytes_(page_bytes) {}

    void sample(const HostState& state, Readings& readings);

  private:
    double ticks_per_second_;
    double page_bytes_;
    std::array<MonotonicTicks, processor_modes.size()> ticks_;
};

}  // namespace magpie::agent
