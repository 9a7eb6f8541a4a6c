#include "agent/path_trace/degradation.hpp"

#include <gtest/gtest.h>

#include <map>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

using std::chrono::milliseconds;
using enum Finding;

/// A pole that pings its gateway, and others by STAMP, all of them once a second, and looks every ten.
class DegradationTest : public testing::Test {
  protected:
    struct Way {
        int lost_of_sixty = 0;
        double seconds = 0.004;
        bool all_forward = true;
        int longest_burst = 1;
    };
    struct Totals {
        double received = 0, forward = 0, back = 0;
    };

    void pings(probe::State state, milliseconds round_trip = milliseconds{1}) {
        probe::Outcome outcome{.state = state};
        if (state == probe::State::answered) {
            outcome.round_trip = round_trip;
        }
        degradation.pinged(gateway, outcome, clock.now());
    }
    /// A minute: sixty pings of the gateway, and a window of STAMP to everybody else.
    void minute(const std::map<std::string, Way>& ways, int pings_lost = 0) {
        for (int second = 0; second < 60; ++second) {
            clock.advance(Milliseconds{1'000});
            const bool lost = pings_lost > 0 && second % (60 / pings_lost) == 0;
            if (is_gateway_asked) {
                pings(lost ? probe::State::no_answer : probe::State::answered);
            }
        }
        for (const auto& [target, way] : ways) {
            auto& total = totals[target];
            total.received += 60 - way.lost_of_sixty;
            (way.all_forward ? total.forward : total.back) += way.lost_of_sixty;
        }
        Readings readings;
        for (const auto& [target, total] : totals) {
            const auto& way = ways.at(target);
            readings.count<"path_packets_total">(total.received, target, target, "received");
            readings.count<"path_packets_total">(total.forward + total.back, target, target, "lost");
            readings.count<"path_packets_lost_total">(total.forward, target, target, "forward");
            readings.count<"path_packets_lost_total">(total.back, target, target, "back");
            readings.set<"path_longest_loss_burst">(way.longest_burst, target, target);
            if (way.lost_of_sixty < 60) {
                readings.set<"path_packet_round_trip_seconds">(way.seconds, target, target);
            }
        }
        degradation.look(readings, clock.now());
        degradation.judge(clock.now());
    }
    void minutes(int count, const std::map<std::string, Way>& ways, int pings_lost = 0) {
        for (int i = 0; i < count; ++i) {
            minute(ways, pings_lost);
        }
    }
    std::optional<TargetClass> blamed() const { return first_bad(degradation.findings()); }

    fakes::FakeClock clock;
    Degradation degradation{{}};
    std::size_t gateway = degradation.add_pinged("gateway", TargetClass::gateway);
    bool is_gateway_asked = true;
    std::map<std::string, Totals> totals;
};

TEST_F(DegradationTest, NothingIsBadWhileAllIsWell) {
    minutes(20, {{"hub", {}}, {"core", {}}});
    EXPECT_EQ(degradation.findings(), Findings{});
    EXPECT_EQ(degradation.reached(), (Findings{unknown, good, good, unknown}));
}

TEST_F(DegradationTest, BeforeAWindowHasEndedNobodyIsUnreached) {
    Readings readings;
    readings.count<"path_packets_total">(0, "hub", "hub", "received");
    readings.count<"path_packets_total">(0, "hub", "hub", "lost");
    degradation.look(readings, clock.now());
    EXPECT_EQ(degradation.reached(), Findings{});
}

TEST_F(DegradationTest, LossBehindTheGatewayIsTheHubs) {
    minutes(10, {{"hub", {}}, {"core", {}}});
    minutes(3, {{"hub", {.lost_of_sixty = 3}}, {"core", {.lost_of_sixty = 3}}});
    EXPECT_EQ(degradation.findings(), (Findings{good, bad, bad, unknown}));
    EXPECT_EQ(degradation.text(TargetClass::hub), "hub: 3.0 % lost, 3.0 % on the way there and 0.0 % back");
    minutes(2, {{"hub", {}}, {"core", {}}});
    EXPECT_EQ(blamed(), TargetClass::hub) << "it ends no sooner than it began";
    minutes(4, {{"hub", {}}, {"core", {}}});
    EXPECT_EQ(blamed(), std::nullopt);
}

TEST_F(DegradationTest, SoIsLossOnTheWayBack) {
    minutes(10, {{"hub", {}}});
    minutes(5, {{"hub", {.lost_of_sixty = 3, .all_forward = false}}});
    EXPECT_EQ(blamed(), TargetClass::hub);
    EXPECT_EQ(degradation.text(TargetClass::hub), "hub: 5.0 % lost, 0.0 % on the way there and 5.0 % back");
}

TEST_F(DegradationTest, DelayBehindTheGatewayIsTheHubs) {
    minutes(10, {{"hub", {}}, {"core", {}}});
    minutes(1, {{"hub", {.seconds = 0.064}}, {"core", {.seconds = 0.064}}});
    EXPECT_EQ(blamed(), TargetClass::hub);
    EXPECT_EQ(degradation.text(TargetClass::hub), "hub: 60 ms more than its least of 4 ms");
    minutes(2, {{"hub", {}}, {"core", {}}});
    EXPECT_EQ(blamed(), std::nullopt);
}

TEST_F(DegradationTest, WhoIsBehindAndWellProvesTheWay) {
    minutes(10, {{"hub", {}}, {"core", {}}});
    minutes(10, {{"hub", {.lost_of_sixty = 6, .seconds = 0.1}}, {"core", {}}});
    EXPECT_EQ(degradation.findings(), (Findings{good, bad, good, unknown}));
    EXPECT_EQ(blamed(), std::nullopt) << "it is the hub's reflector";
}

TEST_F(DegradationTest, WhatIsLostBeforeTheGatewayIsNotTheHubs) {
    minutes(10, {{"hub", {}}});
    minutes(5, {{"hub", {.lost_of_sixty = 3}}}, 3);
    EXPECT_EQ(blamed(), TargetClass::gateway);
}

TEST_F(DegradationTest, OthersAreHeardBeforeAnybodyIsBlamed) {
    minutes(10, {{"hub", {}}});
    is_gateway_asked = false;
    const auto lost = [&](int minutes_of_it, int pings_in_each) {
        for (int i = 0; i < minutes_of_it; ++i) {
            for (int ping = 0; ping < pings_in_each; ++ping) {
                pings(probe::State::answered);
            }
            minute({{"hub", {.lost_of_sixty = 3}}});
        }
    };
    lost(5, 6);
    EXPECT_EQ(blamed(), std::nullopt) << "the gateway has been pinged thirty times since";
    lost(6, 6);
    EXPECT_EQ(blamed(), TargetClass::hub);
    EXPECT_EQ(degradation.findings(), (Findings{good, bad, unknown, unknown}));
}

TEST_F(DegradationTest, WhoIsAskedTooSeldomIsNotWaitedForForEver) {
    minutes(10, {{"hub", {}}});
    is_gateway_asked = false;
    for (int i = 0; i < 14; ++i) {
        pings(probe::State::answered);
        minute({{"hub", {.lost_of_sixty = 3}}});
        EXPECT_EQ(blamed(), std::nullopt) << i;
    }
    minute({{"hub", {.lost_of_sixty = 3}}});
    EXPECT_EQ(degradation.findings(), (Findings{unknown, bad, unknown, unknown}));
}

TEST_F(DegradationTest, AnInterruptionIsNoLoss) {
    minutes(10, {{"hub", {}}});
    minute({{"hub", {.lost_of_sixty = 40, .longest_burst = 40}}});
    minute({{"hub", {.lost_of_sixty = 60, .longest_burst = 60}}});
    EXPECT_EQ(degradation.reached()[1], bad);
    for (int i = 0; i < 100; ++i) {
        pings(probe::State::no_answer);
    }
    pings(probe::State::answered);
    minutes(2, {{"hub", {}}});
    EXPECT_EQ(degradation.reached()[1], good);
    EXPECT_EQ(degradation.findings(), Findings{});
}

TEST_F(DegradationTest, PingsThatAreLostNowAndThenAreLoss) {
    minutes(10, {});
    minutes(4, {}, 3);
    EXPECT_EQ(blamed(), TargetClass::gateway);
    EXPECT_EQ(degradation.text(TargetClass::gateway), "gateway: 4.0 % lost");
}

TEST_F(DegradationTest, WhatWasNeverSentIsNotLost) {
    for (int i = 0; i < 1000; ++i) {
        pings(i % 2 == 0 ? probe::State::no_address : probe::State::not_allowed);
    }
    pings(probe::State::answered);
    degradation.judge(clock.now());
    EXPECT_EQ(degradation.findings(), Findings{});
}

TEST_F(DegradationTest, TotalsThatFallBeginAnew) {
    minutes(10, {{"hub", {}}});
    totals["hub"] = {};
    minutes(3, {{"hub", {}}});
    EXPECT_EQ(degradation.findings(), Findings{});
    EXPECT_EQ(degradation.reached()[1], good);
}

}  // namespace
}  // namespace magpie::agent
