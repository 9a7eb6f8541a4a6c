#pragma once

#include <bitset>
#include <cstddef>

#include "agent/path_trace/segment.hpp"
#include "agent/probe/outcome.hpp"

namespace magpie::agent {

/// Whether the way to a target passes packets, by the last five probes of one kind: good while none of them was lost,
/// bad from two lost on. One lost of five says nothing, for a target may be busy. Whatever comes back, also a refusal
/// of the target, proves the way. A value.
class RecentAnswers {
  public:
    void add(probe::State state);
    [[nodiscard]] Finding finding() const;

  private:
    static constexpr std::size_t most = 5;
    std::bitset<most> lost_;  // the latest is bit 0
    std::size_t known_ = 0;
};

/// Of one class of targets: good where anything of it is reached, for who does not answer may himself be down.
[[nodiscard]] Finding best_of(Finding one, Finding other);

}  // namespace magpie::agent
