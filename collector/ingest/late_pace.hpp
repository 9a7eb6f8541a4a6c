#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "wire/time.hpp"

namespace magpie::collector {

/// How fast nodes may send what is late: so many reports a second are taken from the whole city, shared by those that
/// have a backlog. Noting and asking cost the same for ten nodes and for a hundred thousand. One thread; owned by
/// Ingest.
class LatePace {
  public:
    explicit LatePace(double per_second) : per_second_(per_second) {}

    /// When a node was last noted; each keeps its own.
    using Mark = std::optional<std::int64_t>;

    /// This node has a backlog. It counts for half a minute.
    void note(Mark& mark, Monotonic now);
    /// How long each is to wait from one late report to the next; 0 where what nodes do by themselves is slow enough.
    [[nodiscard]] Milliseconds spacing(Monotonic now);

    [[nodiscard]] std::size_t nodes() const { return nodes_; }

  private:
    static constexpr std::int64_t seconds = 30;

    void turn_to(std::int64_t second);

    double per_second_;
    std::array<std::size_t, seconds> noted_{};  // by the second in which each was noted last
    std::size_t nodes_ = 0;
    std::int64_t second_ = 0;
};

}  // namespace magpie::collector
