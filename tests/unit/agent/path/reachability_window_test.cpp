#include "agent/path/reachability_window.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace magpie::agent {
namespace {

using probe::State;
using std::chrono::milliseconds;

TEST(ReachabilityWindow, TellsWhatWasSinceTheLastLook) {
    ReachabilityWindow window;
    for (int i = 1; i <= 20; ++i) {
        window.add({.state = State::answered, .round_trip = milliseconds(i)});
    }
    window.add({.state = State::no_answer});
    const auto found = window.take();
    EXPECT_EQ(found.sent, 21U);
    EXPECT_EQ(found.ended[0], 20U);
    EXPECT_EQ(found.ended[static_cast<std::size_t>(State::no_answer)], 1U);
    EXPECT_EQ(found.median, milliseconds(10));
    EXPECT_EQ(found.p95, milliseconds(19));
    EXPECT_EQ(found.most, milliseconds(20));
    EXPECT_EQ(found.last->state, State::no_answer);
    const auto nothing = window.take();
    EXPECT_EQ(nothing.sent, 0U);
    EXPECT_FALSE(nothing.median || nothing.p95 || nothing.most);
    EXPECT_EQ(nothing.last->state, State::no_answer);
}

TEST(ReachabilityWindow, WhatNobodyAnsweredHasNoTime) {
    ReachabilityWindow window;
    window.add({.state = State::no_answer});
    // Nor has a refusal, however fast it came.
    window.add({.state = State::refused, .round_trip = milliseconds(1)});
    const auto found = window.take();
    EXPECT_EQ(found.sent, 2U);
    EXPECT_FALSE(found.median || found.p95 || found.most);
}

TEST(ReachabilityWindow, OfOneAllAreThatOne) {
    ReachabilityWindow window;
    window.add({.state = State::answered, .round_trip = milliseconds(3)});
    const auto found = window.take();
    EXPECT_TRUE(found.median == milliseconds(3) && found.p95 == milliseconds(3) && found.most == milliseconds(3));
}

TEST(ReachabilityWindow, HoldsNoMoreThanItMay) {
    ReachabilityWindow window;
    for (int i = 0; i < 10'000; ++i) {
        window.add({.state = State::answered, .round_trip = milliseconds(i < 5'000 ? 1'000'000 : 2)});
    }
    const auto found = window.take();
    EXPECT_EQ(found.sent, 10'000U);
    EXPECT_EQ(found.median, milliseconds(2)) << "the latest count";
    EXPECT_EQ(found.most, milliseconds(1'000'000));
}

}  // namespace
}  // namespace magpie::agent
