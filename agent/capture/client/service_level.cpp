#include "agent/capture/client/service_level.hpp"

namespace magpie::agent::client {

namespace {

using capture::Outcome;
using capture::Stage;
using std::chrono::microseconds;
using namespace std::chrono_literals;

/// Above these a stage is slow although it succeeded.
constexpr std::array<microseconds, capture::stage_count> slow_after{
    1s,   // authentication: an exchange of milliseconds; a client that asks thrice has waited this long
    1s,   // association
    1s,   // handshake: hostapd repeats a message after a tenth of a second, then once a second
    5s,   // dot1x: several round trips to a server
    4s,   // dhcp_discover: RFC 2131 4.1 repeats the first message after four seconds
    4s,   // dhcp_request
    1s,   // dns
    3s,   // tcp_network: RFC 6298 2 has sent the second SYN after one second and the third after three
    3s,   // tcp_radio
    4s,   // portal: ITU-T G.1010 table I.2, what is acceptable for a page
    15s,  // connect
};

// ITU-T G.114: up to 150 ms one way, 300 ms forth and back, is not felt. Half of it for the air alone is much.
constexpr std::array<microseconds, 2> slow_trip{300ms, 150ms};

// Where it is more, TCP's rate over any usual round trip falls below what a video needs (RFC 5348 3.1).
constexpr std::uint32_t most_again_percent = 5;
constexpr std::uint32_t fewest_segments = 20;

std::size_t index(Side side) {
    return static_cast<std::size_t>(side);
}

std::uint16_t bit(Stage stage) {
    return static_cast<std::uint16_t>(1U << static_cast<unsigned>(stage));
}

}  // namespace

void Minute::Share::count(bool is_bad) {
    ++all;
    bad += is_bad ? 1 : 0;
}

void Minute::stage(const StageEnd& end) {
    const bool failed = end.outcome != Outcome::success && end.outcome != Outcome::redirected && !end.ordinary;
    if (end.stage == Stage::dns && end.outcome != Outcome::no_answer) {
        dns_.count(failed);
    } else if (end.stage == Stage::tcp_network) {
        tcp_.count(failed);
    } else if (failed) {
        bad_stages_ |= bit(end.stage);
    }
    if (!failed && end.at - end.begun > slow_after.at(static_cast<std::size_t>(end.stage))) {
        bad_stages_ |= bit(end.stage);
    }
}

void Minute::round_trip(Side side, microseconds took) {
    trips_.at(index(side)).count(took >= slow_trip.at(index(side)));
}

void Minute::segment(bool up, bool again) {
    segments_.at(index(up ? Side::network : Side::radio)).count(again);
}

bool Minute::is_bad(Stage stage) const {
    const auto way_is_bad = [this](Side side) {
        const auto& segments = segments_.at(index(side));
        const auto& trips = trips_.at(index(side));
        // The median is not below the limit if half of the trips are not.
        return trips.at_least_half() ||
               (segments.all >= fewest_segments &&
                std::uint64_t{segments.bad} * 100 >= std::uint64_t{segments.all} * most_again_percent);
    };
    if ((bad_stages_ & bit(stage)) != 0) {
        return true;
    }
    switch (stage) {
        case Stage::dns:
            return dns_.at_least_half();
        case Stage::tcp_network:
            return tcp_.at_least_half() || way_is_bad(Side::network);
        case Stage::tcp_radio:
            return way_is_bad(Side::radio);
        default:
            return false;
    }
}

std::optional<Stage> Minute::to_blame() const {
    for (std::size_t place = 0; place < capture::stage_count; ++place) {
        if (is_bad(static_cast<Stage>(place))) {
            return static_cast<Stage>(place);
        }
    }
    return std::nullopt;
}

}  // namespace magpie::agent::client
