#pragma once

#include <cstdint>
#include <optional>

#include "wire/time.hpp"

namespace magpie::collector {

/// Dates the reports of a node that does not know the time: by when its messages come, less their age. A report that is
/// sent again must get the same date, also from a collector that has been started anew, or a store takes it for
/// another: so what was found out is kept and stays, until it is off by more than chance. A value; one a node.
class NodeClock {
  public:
    /// A message that was sent then, on the node's own time line, has come.
    void hear(Monotonic sent, const Now& now);
    /// Ms since 1970 of a moment on the node's time line. After hear().
    [[nodiscard]] std::int64_t date(Monotonic taken) const;

    /// To be kept over a restart, with the epoch it belongs to.
    struct Kept {
        Milliseconds offset{};  // our wall clock less the node's monotonic one
        Monotonic sent{};       // by a message that was sent then
    };
    [[nodiscard]] std::optional<Kept> kept() const {
        return offset_ ? std::optional(Kept{*offset_, quickest_sent_}) : std::nullopt;
    }
    void restore(const Kept& kept) {
        offset_ = quickest_ = kept.offset;
        quickest_sent_ = kept.sent;
    }

  private:
    std::optional<Milliseconds> offset_;
    // By the message that was quickest on its way; it counts less by and by, for the node's clock may be slow.
    std::optional<Milliseconds> quickest_;
    Monotonic quickest_sent_{};
};

}  // namespace magpie::collector
