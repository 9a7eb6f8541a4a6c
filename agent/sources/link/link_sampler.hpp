#pragma once

#include <string>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/report/source_health.hpp"
#include "agent/sources/link/link_reader.hpp"
#include "agent/sources/link/port_settings.hpp"

namespace magpie::agent {

/// Turns the state of the interfaces into the readings magpie_link_*. Counters are passed on as the kernel has them.
class LinkSampler {
  public:
    explicit LinkSampler(LinkSettings settings) : settings_(std::move(settings)) {}

    /// Returns those reported, which are of `state`. Those left out for want of room are counted as
    /// `too_many_interfaces`.
    std::vector<const netlink::Link*> sample(const LinkState& state, Readings& readings, SourceHealth& health) const;

    [[nodiscard]] bool excluded(const std::string& name) const;

  private:
    [[nodiscard]] bool before(const netlink::Link* left, const netlink::Link* right) const;

    LinkSettings settings_;
};

}  // namespace magpie::agent
