#include "agent/path_trace/segment.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace magpie::agent {
namespace {

using enum Finding;

PathEvidence targets(Finding gateway, Finding hub, Finding core, Finding outside) {
    return {.targets = {gateway, hub, core, outside}};
}

TEST(PathSegment, WhereAllIsGoodNothingIsToBlame) {
    EXPECT_EQ(to_blame({}), std::nullopt);
    EXPECT_EQ(to_blame(targets(good, good, good, good)), std::nullopt);
}

TEST(PathSegment, OfTargetsTheNearestThatFailsBehindTheLastThatAnswers) {
    EXPECT_EQ(to_blame(targets(good, bad, bad, bad)), PathSegment::hub);
    EXPECT_EQ(to_blame(targets(good, good, bad, bad)), PathSegment::core);
    EXPECT_EQ(to_blame(targets(good, good, good, bad)), PathSegment::outside);
    EXPECT_EQ(to_blame(targets(good, unknown, unknown, bad)), PathSegment::outside);
}

TEST(PathSegment, WhoDoesNotAnswerAndPassesOnIsNotBlamed) {
    EXPECT_EQ(to_blame(targets(bad, bad, good, good)), std::nullopt);
    EXPECT_EQ(to_blame(targets(bad, bad, good, bad)), PathSegment::outside);
}

TEST(PathSegment, WithoutAnAnswerTheLineSaysWhere) {
    auto evidence = targets(bad, bad, bad, bad);
    EXPECT_EQ(to_blame(evidence), PathSegment::pole_cable);
    evidence.carrier = bad;
    EXPECT_EQ(to_blame(evidence), PathSegment::pole_cable);
    evidence.carrier = good;
    EXPECT_EQ(to_blame(evidence), PathSegment::access_switch);
    evidence.line = bad;
    EXPECT_EQ(to_blame(evidence), PathSegment::pole_cable);
}

TEST(PathSegment, ASwitchThatSaysWhoItIsIsNotBlamed) {
    auto evidence = targets(bad, bad, bad, bad);
    evidence.carrier = good;
    evidence.neighbour = good;
    EXPECT_EQ(to_blame(evidence), PathSegment::hub);
    evidence.neighbour = bad;
    EXPECT_EQ(to_blame(evidence), PathSegment::access_switch);
}

TEST(PathSegment, AWayThatIsGoodLeavesTheRadio) {
    auto evidence = targets(good, good, good, good);
    evidence.radio = bad;
    EXPECT_EQ(to_blame(evidence), PathSegment::radio);
    evidence.line = bad;
    EXPECT_EQ(to_blame(evidence), PathSegment::pole_cable);
}

TEST(PathSegment, WhatIsReachedBadlyIsBlamedAsWhatIsNotReached) {
    auto evidence = targets(good, good, good, good);
    evidence.carrier = good;
    evidence.quality = {good, bad, bad, bad};
    EXPECT_EQ(to_blame(evidence), PathSegment::hub);
    evidence.quality = {good, good, bad, unknown};
    EXPECT_EQ(to_blame(evidence), PathSegment::core);
    evidence.quality = {unknown, good, unknown, bad};
    EXPECT_EQ(to_blame(evidence), PathSegment::outside);
    evidence.quality = {good, bad, good, unknown};
    EXPECT_EQ(to_blame(evidence), std::nullopt);
}

TEST(PathSegment, WithoutAnybodyNearerThatIsReachedWellTheNearestIsBlamed) {
    auto evidence = targets(good, good, good, good);
    evidence.quality = {unknown, bad, unknown, unknown};
    EXPECT_EQ(to_blame(evidence), PathSegment::pole_cable);
    evidence.carrier = good;
    EXPECT_EQ(to_blame(evidence), PathSegment::access_switch);
    evidence.neighbour = good;
    EXPECT_EQ(to_blame(evidence), PathSegment::access_switch) << "that it is heard does not mean that it loses nothing";
}

TEST(PathSegment, WhatIsNotReachedComesBeforeWhatIsReachedBadly) {
    auto evidence = targets(good, good, good, bad);
    evidence.quality = {good, bad, bad, unknown};
    EXPECT_EQ(to_blame(evidence), PathSegment::outside);
}

TEST(PathSegment, ALineThatDamagesPacketsIsWhyTheyAreLost) {
    auto evidence = targets(good, good, good, good);
    evidence.quality = {good, bad, bad, unknown};
    evidence.line = bad;
    EXPECT_EQ(to_blame(evidence), PathSegment::pole_cable);
    evidence.line = good;
    evidence.radio = bad;
    EXPECT_EQ(to_blame(evidence), PathSegment::hub);
}

TEST(PathSegment, ARouterThatATraceMeetsPassesOn) {
    HopAddress gateway{};
    gateway[15] = 1;
    HopAddress hub{};
    hub[15] = 2;
    const std::vector<KnownHop> known{{gateway, TargetClass::gateway}, {hub, TargetClass::hub}};
    const std::vector<TraceHop> hops{{.from = gateway, .answered = 1}, {}, {.from = hub, .answered = 1}};
    const auto evidence = with_trace(targets(bad, bad, bad, bad), hops, known);
    EXPECT_EQ(to_blame(evidence), PathSegment::core);
    EXPECT_EQ(to_blame(with_trace(targets(bad, bad, bad, bad), {}, known)), PathSegment::pole_cable);
}

}  // namespace
}  // namespace magpie::agent
