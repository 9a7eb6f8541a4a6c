#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/link/link_reader.hpp"

namespace magpie::agent {

struct LinkSettings {
    /// `exclude`: shell patterns (fnmatch) of interfaces not to report.
    std::vector<std::string> exclude{};
    /// `max_interfaces`: how many are reported; hardware first, then what has carried traffic, then the oldest.
    std::size_t max_interfaces = 16;
};

/// Turns the state of the interfaces into the readings magpie_link_*. Counters are passed on as the kernel has them.
class LinkSampler {
  public:
    explicit LinkSampler(LinkSettings settings) : settings_(std::move(settings)) {}

    /// Those left out for want of room are counted as `too_many_interfaces`.
    void sample(const LinkState& state, Readings& readings, SourceHealth& health) const;

    [[nodiscard]] bool excluded(const std::string& name) const;

  private:
    LinkSettings settings_;
};

}  // namespace magpie::agent
