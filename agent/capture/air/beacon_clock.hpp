#pragma once

#include <cstdint>
#include <optional>

#include "agent/capture/air/turns.hpp"
#include "agent/capture/packet_source.hpp"

namespace magpie::agent {

/// A straight line through what one clock showed when another showed something: their distance and its skew, older
/// points weighing less. Microseconds.
class ClockLine {
  public:
    ClockLine(std::uint64_t timestamp, std::uint64_t local) : timestamp_(timestamp), local_(local) {}

    /// How far `timestamp` is ahead of what the line tells for `local`.
    [[nodiscard]] double ahead(std::uint64_t timestamp, std::uint64_t local) const;
    /// How far it may be ahead or behind and still be of this clock.
    [[nodiscard]] double tolerance(std::uint64_t local) const;
    void add(std::uint64_t timestamp, std::uint64_t local);
    [[nodiscard]] unsigned points() const { return points_; }

  private:
    struct Point {
        double at;
        double distance;
    };
    [[nodiscard]] Point point(std::uint64_t timestamp, std::uint64_t local) const;

    std::uint64_t timestamp_;  // the first of each, from which the others count
    std::uint64_t local_;
    unsigned points_ = 0;
    double last_at_ = 0;
    double weight_ = 0;
    double mean_at_ = 0;
    double mean_distance_ = 0;
    double squares_ = 0;
    double products_ = 0;
};

/// A beacon's own clock against ours: how late beacons leave, how many are not heard, and whether two clocks stamp the
/// beacons of one BSSID. A clock that restarts or is set is another line once; of two clocks, both lines go on. One
/// thread; owned by the network it is of.
class BeaconClock {
  public:
    struct Stamp {
        std::uint64_t timestamp_us = 0;  // of the beacon
        std::uint16_t interval_tu = 0;   // of the beacon
        std::uint64_t local_us = 0;      // the radio's clock, or the capture's
        bool of_radio = false;           // which of these two
        CaptureTime at{};
    };

    /// `listened`: the radio was on the channel since the beacon before. Whether two clocks are behind the BSSID.
    [[nodiscard]] bool hear(const Stamp& stamp, bool listened);

    [[nodiscard]] std::uint64_t expected() const { return expected_; }
    [[nodiscard]] std::uint64_t lost() const { return lost_; }
    [[nodiscard]] std::uint64_t jitter_us() const { return jitter_us_; }
    [[nodiscard]] std::uint64_t jitters() const { return jitters_; }

  private:
    struct Line {
        ClockLine clock;
        CaptureTime heard;
    };

    void start(const Stamp& stamp);
    void start_count(const Stamp& stamp);
    void count(const Stamp& stamp, bool listened);
    void measure(const Stamp& stamp, double ahead);

    std::optional<Line> first_;
    std::optional<Line> second_;
    Turns turns_;
    std::uint16_t interval_tu_ = 0;
    bool of_radio_ = false;

    std::uint64_t last_timestamp_ = 0;
    CaptureTime last_heard_{};
    // The least that a beacon was late against the grid of intervals, in this window and the one before.
    double reference_us_ = 0;
    double least_us_ = 0;
    double least_before_us_ = 0;
    unsigned in_window_ = 0;

    std::uint64_t expected_ = 0;
    std::uint64_t lost_ = 0;
    std::uint64_t jitter_us_ = 0;
    std::uint64_t jitters_ = 0;
};

}  // namespace magpie::agent
