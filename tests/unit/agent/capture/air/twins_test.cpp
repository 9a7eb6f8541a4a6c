#include "agent/capture/air/twins.hpp"

#include <gtest/gtest.h>

namespace magpie::agent {
namespace {

using capture::Security;

const OwnName personal{"City", "clty", {Security::personal}};
const OwnName owe{"City", "clty", {Security::owe}};

TEST(Differences, OfOurOwnAsDescribedAreNone) {
    const auto found = differences({.ssid = "City", .own = true, .security = Security::personal}, personal, true);
    EXPECT_FALSE(found.unknown_bssid || found.other_security || found.open_twin);
}

TEST(Differences, WhatCannotBeToldIsNone) {
    const auto found = differences({.ssid = "City", .own = true, .security = std::nullopt}, personal, true);
    EXPECT_FALSE(found.unknown_bssid || found.other_security || found.open_twin);
}

TEST(Differences, OfAStrangerAreItsBssidAndThatItIsOpen) {
    const auto closed = differences({.ssid = "City", .own = false, .security = Security::enterprise}, personal, true);
    EXPECT_TRUE(closed.unknown_bssid && !closed.other_security && !closed.open_twin);
    const auto open = differences({.ssid = "City", .own = false, .security = Security::open}, personal, true);
    EXPECT_TRUE(open.unknown_bssid && !open.other_security && open.open_twin);
}

TEST(Differences, WithoutOurAccessPointsAreThoseOfSecurity) {
    const auto open = differences({.ssid = "City", .own = false, .security = Security::open}, personal, false);
    EXPECT_TRUE(!open.unknown_bssid && open.other_security && open.open_twin);
}

TEST(Differences, OfAnOpenHalfAreNoneOnlyWithOurOwnAndOnlyOfOwe) {
    const Announcement half{.ssid = "City", .own = true, .security = Security::open, .owe_transition = true};
    EXPECT_FALSE(differences(half, owe, true).open_twin);
    EXPECT_TRUE(differences(half, personal, true).open_twin);
    auto of_a_stranger = half;
    of_a_stranger.own = false;
    EXPECT_TRUE(differences(of_a_stranger, owe, true).open_twin);
    auto alone = half;
    alone.owe_transition = false;
    EXPECT_TRUE(differences(alone, owe, true).open_twin);
    alone.cut = true;
    EXPECT_FALSE(differences(alone, owe, true).open_twin);
}

}  // namespace
}  // namespace magpie::agent
