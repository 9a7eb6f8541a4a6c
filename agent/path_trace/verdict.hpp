#pragma once

#include <optional>

#include "agent/path_trace/segment.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Which segment is named. Targets are asked one after the other, so for the time of a round what is known of the near
/// ones and of the far ones is of different ages: only what has been the same for so long is named. A value.
class SegmentVerdict {
  public:
    explicit SegmentVerdict(Milliseconds settle) : settle_(settle) {}

    /// True when another one is named from now on, or none.
    bool judge(std::optional<PathSegment> blamed, const Now& now);
    [[nodiscard]] std::optional<PathSegment> named() const { return named_; }

  private:
    Milliseconds settle_;
    std::optional<PathSegment> named_;
    std::optional<PathSegment> blamed_;
    Monotonic since_{};
};

}  // namespace magpie::agent
