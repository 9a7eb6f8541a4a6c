#pragma once

#include <cstddef>
#include <optional>

#include "collector/ingest/reason.hpp"
#include "wire/sparkplug/topic.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// What one node and its devices may send. Each amount may also come at once: ten seconds' worth of messages and bytes
/// (a line or a collector that stood still), a minute's of births, an hour's of new series.
struct QuotaSettings {
    double bytes_per_second = 1024 * 1024;  // compressed ones count as what they become
    double messages_per_second = 400;       // a backlog comes at 200
    double births_per_minute = 300;         // an edge has up to 64 devices
    double new_series_per_hour = 5000;      // each stays in Prometheus as long as that keeps anything
};

/// How much of something one node has sent lately. It runs out at a steady rate; what comes once it holds `most` is
/// not let in. The last one let in may go beyond, so no single message is too large for it.
class Bucket {
  public:
    [[nodiscard]] bool is_full(double per_second, double most, Monotonic now) const;
    void pour(double amount, double per_second, Monotonic now);

  private:
    double empty_at_ = 0;  // seconds of the monotonic clock
};

/// What one node has sent lately of all that is limited. What is not let in counts for nothing. One a node; owned by
/// Ingest.
class Quota {
  public:
    /// A message that nobody has looked into yet. Nothing, or why it is not let in.
    [[nodiscard]] std::optional<Reason> admit(sparkplug::Verb verb, std::size_t bytes, const QuotaSettings& settings,
                                              const Now& now);
    /// The message just let in was more work than its bytes.
    void inflated(std::size_t bytes, const QuotaSettings& settings, const Now& now);
    /// A birth with series that it did not have before; false when it is not to be let in.
    [[nodiscard]] bool admit_series(std::size_t series, const QuotaSettings& settings, const Now& now);

  private:
    Bucket bytes_;
    Bucket messages_;
    Bucket births_;
    Bucket series_;
};

static_assert(sizeof(Quota) == 32);

}  // namespace magpie::collector
