#include "agent/stamp/delays.hpp"

#include <chrono>

namespace magpie::stamp {

namespace {

/// The wall clock is slewed by at most 500 ppm, and the two clocks are not read at one instant.
constexpr Nanoseconds tolerance = std::chrono::milliseconds(1);

}  // namespace

Delays delays_of(const Times& times) {
    Delays delays;
    const auto here = times.t4 - times.t1;
    const auto there = times.t3 - times.t2;
    const bool clock_was_set = here > times.waited + times.waited / 1000 + tolerance;
    if (there < Nanoseconds::zero() || here <= there || clock_was_set) {
        return delays;
    }
    delays.round_trip = here - there;
    if (!times.here.synchronised || !times.there.synchronised || times.here.bound() > most_one_way_error ||
        times.there.bound() > most_one_way_error) {
        return delays;
    }
    const OneWay one_way{times.t2 - times.t1, times.t4 - times.t3, times.here.bound() + times.there.bound()};
    // A packet that comes before it left by more than the clocks allow shows that one of them is not what it says.
    if (one_way.bound <= most_one_way_error && one_way.forward >= -one_way.bound && one_way.back >= -one_way.bound) {
        delays.one_way = one_way;
    }
    return delays;
}

}  // namespace magpie::stamp
