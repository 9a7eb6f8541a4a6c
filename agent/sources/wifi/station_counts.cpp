#include "agent/sources/wifi/station_counts.hpp"

#include <utility>

namespace magpie::agent {

namespace {

using namespace std::chrono_literals;
using netlink::Station;
using Count = std::optional<std::uint64_t>;

/// Of a 32-bit counter that is below where it was: nearer to a wrap than to a fall.
constexpr std::uint64_t half_of_narrow = 1ULL << 31U;
/// No station is this fast, nor will the next generation's be.
constexpr std::uint64_t bytes_per_second = 6'000'000'000;

struct Limits {
    bool wraps = false;  // at 2^32
    std::uint64_t most = 0;
};

/// A counter that fell though its station stayed was started anew by a driver, or is broken: what it counted since
/// nobody knows, and to take all of it would be a jump.
Count growth(Count& base, const Count& value, const Limits& limits) {
    if (!value) {
        return std::nullopt;
    }
    const auto before = std::exchange(base, value);
    if (!before) {
        return std::nullopt;
    }
    std::uint64_t grown = *value - *before;
    if (*value < *before) {
        grown = static_cast<std::uint32_t>(grown);
        if (!limits.wraps || grown >= half_of_narrow) {
            return std::nullopt;
        }
    }
    return grown <= limits.most ? Count(grown) : std::nullopt;
}

Count microseconds(const std::optional<std::chrono::microseconds>& time) {
    return time && *time >= 0us ? Count(static_cast<std::uint64_t>(time->count())) : std::nullopt;
}

}  // namespace

bool counted_anew(const Station& station, const LookInterval& interval) {
    if (!interval.from || (!station.associated_at && !station.connected)) {
        return false;
    }
    // The kernel counts from when it made the station (`connected`, whole seconds), which an association that is
    // renewed does not always do anew.
    return (!station.connected || *station.connected <= interval.to - *interval.from + 1s) &&
           (!station.associated_at || *station.associated_at > interval.from->time_since_epoch());
}

bool StationCounters::begins_anew(const Station& station, const LookInterval& interval) const {
    if (!counted_anew(station, interval)) {
        return false;
    }
    if (!seen_) {
        return true;
    }
    if (associated_at_ && station.associated_at) {
        return *associated_at_ != *station.associated_at;
    }
    return connected_ && station.connected && *station.connected < *connected_;
}

StationCounts StationCounters::advance(const Station& station, const LookInterval& interval) {
    if (begins_anew(station, interval)) {
        counts_ = {0, 0, 0, 0, 0, 0, 0};
    }
    seen_ = true;
    associated_at_ = station.associated_at;
    connected_ = station.connected;

    const auto passed = static_cast<std::uint64_t>((interval.to - interval.from.value_or(interval.to)).count());
    const Limits bytes{station.narrow_bytes, (passed + 1000) * bytes_per_second / 1000};
    const Limits frames{true, half_of_narrow - 1};
    // Drivers tell of a frame when they come to it, not when it was sent.
    const Limits airtime{false, (passed * 3 / 2 + 1000) * 1000};
    return {
        .receive_bytes = growth(counts_.receive_bytes, station.receive_bytes, bytes),
        .transmit_bytes = growth(counts_.transmit_bytes, station.transmit_bytes, bytes),
        .packets = growth(counts_.packets, station.transmit_packets, frames),
        .retries = growth(counts_.retries, station.transmit_retries, frames),
        .failed = growth(counts_.failed, station.transmit_failed, frames),
        .receive_airtime = growth(counts_.receive_airtime, microseconds(station.receive_airtime), airtime),
        .transmit_airtime = growth(counts_.transmit_airtime, microseconds(station.transmit_airtime), airtime),
    };
}

bool StationCounters::outlived(const Station& station) const {
    return associated_at_ && station.associated_at && *station.associated_at < *associated_at_;
}

}  // namespace magpie::agent
