#include "wire/sparkplug/node_rules.hpp"

#include <gtest/gtest.h>

namespace magpie::sparkplug {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Milliseconds reorder_timeout{2000};

/// One edge node as its host sees it, with a clock.
struct Node {
    NodeRules rules;
    Now now{Monotonic{seconds(3600)}, UtcMs{seconds(1767225600)}, true};
    std::uint64_t birth_time = 1000;

    Verdict on(const Envelope& envelope) { return rules.on(envelope, now, reorder_timeout); }
    Verdict birth(std::uint64_t bd_seq = 0, std::uint8_t seq = 0, Milliseconds silence = {}) {
        return on({.verb = Verb::nbirth, .timestamp = birth_time, .seq = seq, .bd_seq = bd_seq, .silence = silence});
    }
    Verdict data(std::uint8_t seq, std::uint64_t timestamp = 2000) {
        return on({.verb = Verb::ndata, .timestamp = timestamp, .seq = seq});
    }
    Verdict data_of_shape(std::uint8_t seq, Milliseconds silence = {}) {
        return on({.verb = Verb::ndata, .timestamp = 2000, .seq = seq, .shape_known = true, .silence = silence});
    }
    Verdict death(std::optional<std::uint64_t> bd_seq) {
        return on({.verb = Verb::ndeath, .timestamp = std::nullopt, .seq = std::nullopt, .bd_seq = bd_seq});
    }
    Verdict after(Milliseconds time) {
        now.mono += time;
        return rules.expire(now);
    }
};

// ---- order

TEST(NodeRules, ABirthThenDataInOrderIsApplied) {
    Node node;
    EXPECT_EQ(node.birth(), Verdict::apply);
    for (int i = 1; i < 600; ++i) {
        EXPECT_EQ(node.data(static_cast<std::uint8_t>(i)), Verdict::apply) << i;
    }
}

TEST(NodeRules, ABirthMayBeginWithAnySeq) {
    Node node;
    EXPECT_EQ(node.birth(0, 255), Verdict::apply);
    EXPECT_EQ(node.data(0), Verdict::apply);
}

TEST(NodeRules, DataBeforeAnyBirthNeedsOne) {
    Node node;
    for (const auto verb : {Verb::ndata, Verb::ddata, Verb::dbirth, Verb::ddeath}) {
        EXPECT_EQ(node.on({.verb = verb, .timestamp = 2000, .seq = 0}), Verdict::needs_birth);
    }
    EXPECT_FALSE(node.rules.born());
}

TEST(NodeRules, DataAfterADeathNeedsABirth) {
    Node node;
    node.birth();
    node.death(0);
    EXPECT_EQ(node.data(1), Verdict::needs_birth);
    EXPECT_EQ(node.data_of_shape(1), Verdict::needs_birth);
}

TEST(NodeRules, DataWithoutSeqIsNothingToOrder) {
    Node node;
    node.birth();
    EXPECT_EQ(node.on({.verb = Verb::ndata, .timestamp = 2000, .seq = std::nullopt}), Verdict::needs_birth);
}

TEST(NodeRules, AGapIsHeldAndEndsInATimeout) {
    Node node;
    node.birth();
    EXPECT_EQ(node.data(2), Verdict::hold);
    EXPECT_EQ(node.rules.deadline(), node.now.mono + reorder_timeout);
    EXPECT_EQ(node.after(milliseconds(1999)), Verdict::nothing);
    EXPECT_EQ(node.after(milliseconds(1)), Verdict::gap);
    EXPECT_EQ(node.after(seconds(60)), Verdict::nothing) << "once";
}

TEST(NodeRules, TheTimerRunsFromTheFirstOfAGap) {
    Node node;
    node.birth();
    node.data(2);
    node.now.mono += milliseconds(1500);
    node.data(3);
    EXPECT_EQ(node.after(milliseconds(500)), Verdict::gap);
}

TEST(NodeRules, AGapThatIsFilledAndResumedEndsItsTimer) {
    Node node;
    node.birth();
    node.data(2);
    EXPECT_EQ(node.data(1), Verdict::apply);
    EXPECT_EQ(node.data(2), Verdict::apply);
    node.rules.resume(node.rules.next_seq());
    EXPECT_EQ(node.after(seconds(60)), Verdict::nothing);
}

TEST(NodeRules, ABirthEndsAGap) {
    Node node;
    node.birth();
    node.data(2);
    node.birth();
    EXPECT_EQ(node.after(seconds(60)), Verdict::nothing);
    EXPECT_EQ(node.data(1), Verdict::apply);
}

TEST(NodeRules, DataOlderThanTheBirthThatOvertookItIsDropped) {
    Node node;
    node.birth();
    EXPECT_EQ(node.data(200, 999), Verdict::before_birth);
    EXPECT_EQ(node.data(1, 1000), Verdict::apply) << "the same millisecond is not before";
    EXPECT_EQ(node.after(seconds(60)), Verdict::nothing) << "and opened no gap";
}

TEST(NodeRules, DevicesShareTheSeqOfTheirNode) {
    Node node;
    node.birth();
    EXPECT_EQ(node.on({.verb = Verb::dbirth, .timestamp = 2000, .seq = 1}), Verdict::apply);
    EXPECT_EQ(node.on({.verb = Verb::ddata, .timestamp = 2000, .seq = 2}), Verdict::apply);
    EXPECT_EQ(node.data(3), Verdict::apply);
    EXPECT_EQ(node.on({.verb = Verb::ddeath, .timestamp = 2000, .seq = 5}), Verdict::hold);
}

TEST(NodeRules, AnotherShapeIsHeldForItsBirth) {
    Node node;
    node.birth();
    EXPECT_EQ(node.on({.verb = Verb::ndata, .timestamp = 2000, .seq = 1, .shape_differs = true}), Verdict::hold);
    EXPECT_EQ(node.after(reorder_timeout), Verdict::gap);
}

TEST(NodeRules, AfterOurOwnAbsenceAForeignNodeNeedsABirth) {
    Node node;
    node.birth();
    node.rules.forget_order();
    EXPECT_EQ(node.data(1), Verdict::needs_birth);
    node.birth();
    EXPECT_EQ(node.data(1), Verdict::apply);
}

TEST(NodeRules, AfterOurOwnAbsenceANodeOfKnownShapeGoesOnFromAnySeq) {
    Node node;
    node.birth();
    node.rules.forget_order();
    EXPECT_EQ(node.data_of_shape(77), Verdict::apply);
    EXPECT_EQ(node.data_of_shape(78), Verdict::apply);
    EXPECT_EQ(node.data_of_shape(80), Verdict::hold);
}

// ---- death

TEST(NodeRules, ADeathOfTheSessionKills) {
    Node node;
    node.birth(5);
    EXPECT_EQ(node.death(5), Verdict::died);
    EXPECT_FALSE(node.rules.alive());
}

TEST(NodeRules, ADeathOfAnotherSessionIsPassedOver) {
    Node node;
    node.birth(5);
    EXPECT_EQ(node.death(4), Verdict::ignore);
    EXPECT_EQ(node.death(6), Verdict::ignore);
    EXPECT_EQ(node.death(std::nullopt), Verdict::ignore);
    EXPECT_TRUE(node.rules.alive());
}

TEST(NodeRules, ASecondDeathIsPassedOver) {
    Node node;
    node.birth(5);
    node.death(5);
    EXPECT_EQ(node.death(5), Verdict::ignore);
}

TEST(NodeRules, ADeathBeforeAnyBirthIsPassedOver) {
    Node node;
    EXPECT_EQ(node.death(0), Verdict::ignore);
}

TEST(NodeRules, TheWillOfTheSessionBeforeDoesNotKillTheNewOne) {
    Node node;
    node.birth(5);
    node.birth(6);
    EXPECT_EQ(node.death(5), Verdict::ignore);
    EXPECT_TRUE(node.rules.alive());
    EXPECT_EQ(node.death(6), Verdict::died);
}

TEST(NodeRules, ABirthBringsTheDeadBack) {
    Node node;
    node.birth(5);
    node.death(5);
    EXPECT_EQ(node.birth(6), Verdict::apply);
    EXPECT_TRUE(node.rules.alive());
    EXPECT_EQ(node.data(1), Verdict::apply);
}

TEST(NodeRules, ADeathEndsEveryTimer) {
    Node node;
    node.birth(5, 0, seconds(30));
    node.data(2);
    node.death(5);
    EXPECT_EQ(node.after(seconds(100)), Verdict::nothing);
}

// ---- silence

TEST(NodeRules, SilenceKillsOnce) {
    Node node;
    node.birth(0, 0, seconds(30));
    EXPECT_EQ(node.after(milliseconds(29999)), Verdict::nothing);
    EXPECT_EQ(node.after(milliseconds(1)), Verdict::silent);
    EXPECT_FALSE(node.rules.alive());
    EXPECT_EQ(node.after(seconds(100)), Verdict::nothing);
}

TEST(NodeRules, EveryMessagePutsSilenceOff) {
    Node node;
    node.birth(0, 0, seconds(30));
    for (int i = 1; i < 10; ++i) {
        EXPECT_EQ(node.after(seconds(29)), Verdict::nothing);
        EXPECT_EQ(node.data_of_shape(static_cast<std::uint8_t>(i), seconds(30)), Verdict::apply);
    }
}

TEST(NodeRules, WhatIsHeldPutsSilenceOffToo) {
    Node node;
    node.birth(0, 0, seconds(30));
    EXPECT_EQ(node.after(seconds(29)), Verdict::nothing);
    EXPECT_EQ(node.data_of_shape(9, seconds(30)), Verdict::hold);
    EXPECT_EQ(node.after(seconds(2)), Verdict::gap);
    EXPECT_EQ(node.after(seconds(27)), Verdict::nothing);
    EXPECT_EQ(node.after(seconds(1)), Verdict::silent);
}

TEST(NodeRules, WithoutAnIntervalSilenceMeansNothing) {
    Node node;
    node.birth();
    EXPECT_EQ(node.after(std::chrono::hours(10000)), Verdict::nothing);
    EXPECT_EQ(node.rules.deadline(), Monotonic::max());
}

TEST(NodeRules, ASilentNodeOfKnownShapeComesBackByAReport) {
    Node node;
    node.birth(0, 0, seconds(30));
    node.after(seconds(30));
    EXPECT_EQ(node.data_of_shape(9), Verdict::apply);
    EXPECT_TRUE(node.rules.alive());
}

TEST(NodeRules, ASilentForeignNodeNeedsABirth) {
    Node node;
    node.birth(0, 0, seconds(30));
    node.after(seconds(30));
    EXPECT_EQ(node.data(1), Verdict::needs_birth);
}

TEST(NodeRules, ADeathAfterSilenceIsNoSecondDeath) {
    Node node;
    node.birth(5, 0, seconds(30));
    node.after(seconds(30));
    EXPECT_EQ(node.death(5), Verdict::ignore);
    EXPECT_EQ(node.data_of_shape(1), Verdict::needs_birth) << "though the session is over now";
}

// ---- restart of the host

TEST(NodeRules, ARestoredNodeGoesOnByItsShape) {
    Node node;
    node.rules = NodeRules::restored(5, node.now, seconds(30));
    EXPECT_TRUE(node.rules.alive());
    EXPECT_EQ(node.data_of_shape(123), Verdict::apply);
    EXPECT_EQ(node.data_of_shape(124), Verdict::apply);
}

TEST(NodeRules, ARestoredForeignNodeNeedsABirth) {
    Node node;
    node.rules = NodeRules::restored(5, node.now, {});
    EXPECT_EQ(node.data(1), Verdict::needs_birth);
}

TEST(NodeRules, ARestoredNodeDiesByItsWill) {
    Node node;
    node.rules = NodeRules::restored(5, node.now, seconds(30));
    EXPECT_EQ(node.death(5), Verdict::died);
}

TEST(NodeRules, ARestoredNodeDiesBySilence) {
    Node node;
    node.rules = NodeRules::restored(5, node.now, seconds(30));
    EXPECT_EQ(node.after(seconds(30)), Verdict::silent);
}

}  // namespace
}  // namespace magpie::sparkplug
