#include "agent/path_trace/segment.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace magpie::agent {
namespace {

using enum Finding;

Evidence targets(Finding gateway, Finding hub, Finding core, Finding outside) {
    return {.targets = {gateway, hub, core, outside}};
}

TEST(Segment, WhereAllIsGoodNothingIsToBlame) {
    EXPECT_EQ(to_blame({}), std::nullopt);
    EXPECT_EQ(to_blame(targets(good, good, good, good)), std::nullopt);
}

TEST(Segment, OfTargetsTheNearestThatFailsBehindTheLastThatAnswers) {
    EXPECT_EQ(to_blame(targets(good, bad, bad, bad)), Segment::hub);
    EXPECT_EQ(to_blame(targets(good, good, bad, bad)), Segment::core);
    EXPECT_EQ(to_blame(targets(good, good, good, bad)), Segment::outside);
    EXPECT_EQ(to_blame(targets(good, unknown, unknown, bad)), Segment::outside);
}

TEST(Segment, WhoDoesNotAnswerAndPassesOnIsNotBlamed) {
    EXPECT_EQ(to_blame(targets(bad, bad, good, good)), std::nullopt);
    EXPECT_EQ(to_blame(targets(bad, bad, good, bad)), Segment::outside);
}

TEST(Segment, WithoutAnAnswerTheLineSaysWhere) {
    auto evidence = targets(bad, bad, bad, bad);
    EXPECT_EQ(to_blame(evidence), Segment::pole_cable);
    evidence.carrier = bad;
    EXPECT_EQ(to_blame(evidence), Segment::pole_cable);
    evidence.carrier = good;
    EXPECT_EQ(to_blame(evidence), Segment::access_switch);
    evidence.line = bad;
    EXPECT_EQ(to_blame(evidence), Segment::pole_cable);
}

TEST(Segment, ASwitchThatSaysWhoItIsIsNotBlamed) {
    auto evidence = targets(bad, bad, bad, bad);
    evidence.carrier = good;
    evidence.neighbour = good;
    EXPECT_EQ(to_blame(evidence), Segment::hub);
    evidence.neighbour = bad;
    EXPECT_EQ(to_blame(evidence), Segment::access_switch);
}

TEST(Segment, AWayThatIsGoodLeavesTheRadio) {
    auto evidence = targets(good, good, good, good);
    evidence.radio = bad;
    EXPECT_EQ(to_blame(evidence), Segment::radio);
    evidence.line = bad;
    EXPECT_EQ(to_blame(evidence), Segment::pole_cable);
}

TEST(Segment, ARouterThatATraceMeetsPassesOn) {
    HopAddress gateway{};
    gateway[15] = 1;
    HopAddress hub{};
    hub[15] = 2;
    const std::vector<KnownHop> known{{gateway, TargetClass::gateway}, {hub, TargetClass::hub}};
    const std::vector<TraceHop> hops{{.from = gateway, .answered = 1}, {}, {.from = hub, .answered = 1}};
    const auto evidence = with_trace(targets(bad, bad, bad, bad), hops, known);
    EXPECT_EQ(to_blame(evidence), Segment::core);
    EXPECT_EQ(to_blame(with_trace(targets(bad, bad, bad, bad), {}, known)), Segment::pole_cable);
}

}  // namespace
}  // namespace magpie::agent
