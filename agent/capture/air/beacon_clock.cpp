#include "agent/capture/air/beacon_clock.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <utility>

namespace magpie::agent {

namespace {

constexpr double us_per_unit = 1024;

/// About as many points as a line remembers: of usual beacons, those of 6 s.
constexpr double forgetting = 1 - 1.0 / 64;
/// With fewer, the slope would be that of the noise.
constexpr unsigned points_of_a_slope = 8;
/// Crystals are within 25 ppm by the standard, and a host's clock may be slewed by 500.
constexpr double steepest = 0.001;
/// A beacon may be stamped before it waits for the air, and a frame some time after it came.
constexpr double close_us = 50'000;

/// Whoever is not heard for longer was away, and lost no beacons.
constexpr std::chrono::seconds longest_gap{10};
/// After so many beacons of another line alone, the first clock is no more: it was set, or has restarted.
constexpr unsigned points_of_a_new_line = 10;
constexpr std::chrono::seconds silence_of_an_old_line{2};
constexpr unsigned window = 64;

/// Into half an interval to either side of 0.
double fold(double us, double interval) {
    return us - interval * std::round(us / interval);
}

}  // namespace

ClockLine::Point ClockLine::point(std::uint64_t timestamp, std::uint64_t local) const {
    // Clocks may run over, or be anything: differences modulo 2^64 are right either way.
    const auto passed = local - local_;
    const auto distance = timestamp - timestamp_ - passed;
    return {static_cast<double>(static_cast<std::int64_t>(passed)),
            static_cast<double>(static_cast<std::int64_t>(distance))};
}

double ClockLine::ahead(std::uint64_t timestamp, std::uint64_t local) const {
    const auto [at, distance] = point(timestamp, local);
    double slope = 0;
    if (points_ >= points_of_a_slope && squares_ > 0) {
        slope = std::clamp(products_ / squares_, -steepest, steepest);
    }
    return distance - (mean_distance_ + slope * (at - mean_at_));
}

double ClockLine::tolerance(std::uint64_t local) const {
    return close_us + steepest * std::abs(static_cast<double>(static_cast<std::int64_t>(local - local_)) - last_at_);
}

void ClockLine::add(std::uint64_t timestamp, std::uint64_t local) {
    const auto [at, distance] = point(timestamp, local);
    weight_ = forgetting * weight_ + 1;
    const auto from_mean = at - mean_at_;
    mean_at_ += from_mean / weight_;
    squares_ = forgetting * squares_ + from_mean * (at - mean_at_);
    const auto distance_from_mean = distance - mean_distance_;
    mean_distance_ += distance_from_mean / weight_;
    products_ = forgetting * products_ + from_mean * (distance - mean_distance_);
    last_at_ = at;
    ++points_;
}

void BeaconClock::start(const Stamp& stamp) {
    first_ = Line{ClockLine(stamp.timestamp_us, stamp.local_us), stamp.at};
    first_->clock.add(stamp.timestamp_us, stamp.local_us);
    second_.reset();
    turns_.restart();
    (void)turns_.hear(false, stamp.at);
    of_radio_ = stamp.of_radio;
    start_count(stamp);
}

void BeaconClock::start_count(const Stamp& stamp) {
    interval_tu_ = stamp.interval_tu;
    last_timestamp_ = stamp.timestamp_us;
    last_heard_ = stamp.at;
    in_window_ = 0;
    ++expected_;
}

bool BeaconClock::hear(const Stamp& stamp, bool listened) {
    if (stamp.interval_tu == 0) {
        return false;
    }
    if (!first_ || stamp.of_radio != of_radio_) {
        start(stamp);
        return false;
    }
    const auto fits = [&](const Line& line) {
        return std::abs(line.clock.ahead(stamp.timestamp_us, stamp.local_us)) <= line.clock.tolerance(stamp.local_us);
    };
    if (fits(*first_)) {
        const auto ahead = first_->clock.ahead(stamp.timestamp_us, stamp.local_us);
        count(stamp, listened);
        measure(stamp, ahead);
        first_->clock.add(stamp.timestamp_us, stamp.local_us);
        first_->heard = stamp.at;
        return turns_.hear(false, stamp.at);
    }
    if (!second_ || !fits(*second_)) {
        second_ = Line{ClockLine(stamp.timestamp_us, stamp.local_us), stamp.at};
        turns_.restart();
        (void)turns_.hear(false, first_->heard);
    }
    second_->clock.add(stamp.timestamp_us, stamp.local_us);
    second_->heard = stamp.at;
    if (second_->clock.points() >= points_of_a_new_line && stamp.at - first_->heard > silence_of_an_old_line) {
        // The old line stays, as the second: should it go on, there are two.
        std::swap(first_, second_);
        turns_.restart();
        start_count(stamp);
        return turns_.hear(false, stamp.at);
    }
    return turns_.hear(true, stamp.at);
}

void BeaconClock::count(const Stamp& stamp, bool listened) {
    if (stamp.interval_tu != interval_tu_) {
        start_count(stamp);
        return;
    }
    if (!listened || stamp.at - last_heard_ > longest_gap) {
        last_timestamp_ = stamp.timestamp_us;
        last_heard_ = stamp.at;
        ++expected_;
        return;
    }
    const auto passed = static_cast<double>(static_cast<std::int64_t>(stamp.timestamp_us - last_timestamp_));
    const auto intervals = std::round(passed / (interval_tu_ * us_per_unit));
    if (intervals >= 1) {
        // The tolerance of the line keeps it near the gap, which is bounded.
        const auto beacons = static_cast<std::uint64_t>(intervals);
        expected_ += beacons;
        lost_ += beacons - 1;
        last_timestamp_ = stamp.timestamp_us;
        last_heard_ = stamp.at;
    }
}

void BeaconClock::measure(const Stamp& stamp, double ahead) {
    if (first_->clock.points() < points_of_a_slope) {
        return;
    }
    // Some stamp a beacon when it leaves, others when it should: what the stamp is behind the grid, or our clock behind
    // the stamp, is the same delay.
    const auto interval = interval_tu_ * us_per_unit;
    const auto late = static_cast<double>(stamp.timestamp_us % (interval_tu_ * std::uint64_t{1024})) - ahead;
    if (in_window_ == 0) {
        reference_us_ = late;
        least_us_ = least_before_us_ = 0;
        in_window_ = 1;
        return;
    }
    const auto from_reference = fold(late - reference_us_, interval);
    least_us_ = std::min(least_us_, from_reference);
    const auto jitter = from_reference - std::min(least_us_, least_before_us_);
    jitter_us_ += static_cast<std::uint64_t>(std::llround(jitter));
    ++jitters_;
    if (++in_window_ > window) {
        least_before_us_ = least_us_;
        least_us_ = from_reference;
        in_window_ = 1;
    }
}

}  // namespace magpie::agent
