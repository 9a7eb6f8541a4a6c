#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent/probe/outcome.hpp"

namespace magpie::agent {

/// What probes of one kind found of one target since somebody looked last. Times are of those that were answered, and
/// absent where none was: what is not known is not zero.
struct Reachability {
    std::uint64_t sent = 0;
    std::array<std::uint64_t, probe::state_count> ended{};  // by State
    std::optional<probe::Nanoseconds> median{};
    std::optional<probe::Nanoseconds> p95{};
    std::optional<probe::Nanoseconds> most{};
    std::optional<probe::Outcome> last{};
};

/// Gathers them. A value; owned by who asks.
class ReachabilityWindow {
  public:
    void add(const probe::Outcome& outcome);
    /// And begins anew. `last` stays until there is another.
    [[nodiscard]] Reachability take();
    /// What take() would give, but for the quantiles.
    [[nodiscard]] const Reachability& so_far() const { return now_; }

  private:
    Reachability now_;
    std::vector<probe::Nanoseconds> round_trips_;
    std::uint64_t answered_ = 0;  // with a round trip
};

}  // namespace magpie::agent
