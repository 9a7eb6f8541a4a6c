#include "agent/path_trace/verdict.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

class SegmentVerdictTest : public testing::Test {
  protected:
    bool judges(std::optional<PathSegment> blamed, Milliseconds later) {
        clock.advance(later);
        return verdict.judge(blamed, clock.now());
    }

    fakes::FakeClock clock;
    SegmentVerdict verdict{Milliseconds{1000}};
};

TEST_F(SegmentVerdictTest, NamesNothingAtFirst) {
    EXPECT_EQ(verdict.named(), std::nullopt);
    EXPECT_FALSE(judges(std::nullopt, Milliseconds{5000}));
}

TEST_F(SegmentVerdictTest, NamesWhatIsBlamedForLongEnough) {
    EXPECT_FALSE(judges(PathSegment::hub, Milliseconds{0}));
    EXPECT_FALSE(judges(PathSegment::hub, Milliseconds{999}));
    EXPECT_EQ(verdict.named(), std::nullopt);
    EXPECT_TRUE(judges(PathSegment::hub, Milliseconds{1}));
    EXPECT_EQ(verdict.named(), PathSegment::hub);
    EXPECT_FALSE(judges(PathSegment::hub, Milliseconds{1})) << "it is named already";
}

TEST_F(SegmentVerdictTest, WhatIsBlamedOnTheWayIsNot) {
    EXPECT_FALSE(judges(PathSegment::outside, Milliseconds{0}));
    EXPECT_FALSE(judges(PathSegment::core, Milliseconds{500}));
    EXPECT_FALSE(judges(PathSegment::hub, Milliseconds{500}));
    EXPECT_FALSE(judges(PathSegment::hub, Milliseconds{999}));
    EXPECT_TRUE(judges(PathSegment::hub, Milliseconds{1}));
}

TEST_F(SegmentVerdictTest, IsTakenBackAsSlowly) {
    (void)judges(PathSegment::hub, Milliseconds{0});
    ASSERT_TRUE(judges(PathSegment::hub, Milliseconds{1000}));
    EXPECT_FALSE(judges(std::nullopt, Milliseconds{1000}));
    EXPECT_FALSE(judges(PathSegment::hub, Milliseconds{500})) << "it came back meanwhile";
    EXPECT_FALSE(judges(std::nullopt, Milliseconds{500}));
    EXPECT_EQ(verdict.named(), PathSegment::hub);
    EXPECT_TRUE(judges(std::nullopt, Milliseconds{1000}));
    EXPECT_EQ(verdict.named(), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent
