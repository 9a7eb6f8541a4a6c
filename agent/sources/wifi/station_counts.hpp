#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "agent/netlink/station.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// What the kernel counts for one station, or how far that went on in an interval; absent where it is not known.
struct StationCounts {
    std::optional<std::uint64_t> receive_bytes{};
    std::optional<std::uint64_t> transmit_bytes{};
    std::optional<std::uint64_t> packets{};  // sent
    std::optional<std::uint64_t> retries{};
    std::optional<std::uint64_t> failed{};
    std::optional<std::uint64_t> receive_airtime{};  // microseconds
    std::optional<std::uint64_t> transmit_airtime{};
};

/// From one look to the next, or to what happened since.
struct LookInterval {
    std::optional<Monotonic> from;  // nothing before the first look
    Monotonic to;
};

/// Whether the kernel began to count for the station in the interval: its counters are all of the interval then.
[[nodiscard]] bool counted_anew(const netlink::Station& station, const LookInterval& interval);

/// The counters of one station on one interface, from look to look. Survives that they wrap and that they begin anew;
/// what is not believable or has no beginning is absent rather than guessed.
class StationCounters {
  public:
    /// How far the counters went on in the interval, which begins where the one before ended.
    [[nodiscard]] StationCounts advance(const netlink::Station& station, const LookInterval& interval);
    /// Whether this is told of an association before the one that was looked at.
    [[nodiscard]] bool outlived(const netlink::Station& station) const;

  private:
    [[nodiscard]] bool begins_anew(const netlink::Station& station, const LookInterval& interval) const;

    bool seen_ = false;
    std::optional<std::chrono::nanoseconds> associated_at_;
    std::optional<std::chrono::seconds> connected_;
    StationCounts counts_;
};

}  // namespace magpie::agent
