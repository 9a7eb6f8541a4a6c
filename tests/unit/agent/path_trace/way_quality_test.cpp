#include "agent/path_trace/way_quality.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

using std::chrono::milliseconds;

/// A way of which a minute tells sixty packets, as STAMP does.
class WayQualityTest : public testing::Test {
  protected:
    void minute(std::uint32_t lost, milliseconds round_trip = milliseconds{3}) {
        clock.advance(Milliseconds{60'000});
        quality.add({.sent = 60, .lost = lost, .round_trip = round_trip}, clock.now());
    }
    void minutes(int count, std::uint32_t lost, milliseconds round_trip = milliseconds{3}) {
        for (int i = 0; i < count; ++i) {
            minute(lost, round_trip);
        }
    }
    bool is(Ailment ailment) const { return quality.bad_since(ailment).has_value(); }
    /// Minutes until the ailment begins, or ends, with such minutes.
    int until(Ailment ailment, bool wanted, std::uint32_t lost, milliseconds round_trip = milliseconds{3}) {
        int passed = 0;
        while (is(ailment) != wanted && passed < 100) {
            minute(lost, round_trip);
            ++passed;
        }
        return passed;
    }

    fakes::FakeClock clock;
    WayQuality quality{{}};
};

TEST_F(WayQualityTest, OnePercentIsNoFault) {
    for (int i = 0; i < 100; ++i) {
        minute(i % 2 == 0 ? 1 : 0);
        EXPECT_FALSE(is(Ailment::loss)) << i;
    }
}

TEST_F(WayQualityTest, FivePercentAreLossWithinThreeMinutes) {
    minutes(10, 0);
    EXPECT_EQ(until(Ailment::loss, true, 3), 3);
    EXPECT_EQ(quality.text(Ailment::loss), "3.0 % lost");
}

TEST_F(WayQualityTest, LossEndsNoSoonerThanItBegan) {
    minutes(10, 0);
    const auto began = until(Ailment::loss, true, 3);
    minutes(10, 3);
    EXPECT_GE(until(Ailment::loss, false, 0), began);
}

TEST_F(WayQualityTest, WhatIsNearTheBoundChangesNothing) {
    minutes(5, 3);
    ASSERT_TRUE(is(Ailment::loss));
    for (int i = 0; i < 50; ++i) {
        minute(i % 5 == 0 ? 2 : 1);  // 2 %
        EXPECT_TRUE(is(Ailment::loss)) << i;
    }
}

TEST_F(WayQualityTest, AHandfulIsNoFaultHoweverFewWereSent) {
    quality.add({.sent = 10, .lost = 4}, clock.now());
    EXPECT_FALSE(is(Ailment::loss));
}

TEST_F(WayQualityTest, LossIsSinceTheFirstThatWasLost) {
    minutes(10, 0);
    const auto begin = clock.now().mono;
    minutes(3, 3);
    EXPECT_EQ(quality.bad_since(Ailment::loss), begin);
}

TEST_F(WayQualityTest, ARoundTripIsLateByItsOwnLeast) {
    minutes(10, 0, milliseconds{200});
    EXPECT_FALSE(is(Ailment::delay)) << "far away is no fault";
    minutes(10, 0, milliseconds{249});
    EXPECT_FALSE(is(Ailment::delay));
    EXPECT_EQ(until(Ailment::delay, true, 0, milliseconds{260}), 1);
    EXPECT_EQ(quality.text(Ailment::delay), "60 ms more than its least of 200 ms");
    EXPECT_EQ(until(Ailment::delay, false, 0, milliseconds{201}), 1);
}

TEST_F(WayQualityTest, OfSinglePacketsThreeQuartersOfSixty) {
    const auto ping = [&](milliseconds round_trip) {
        clock.advance(Milliseconds{1'000});
        quality.add({.sent = 1, .round_trip = round_trip}, clock.now());
    };
    for (int i = 0; i < 100; ++i) {
        ping(milliseconds{4});
    }
    for (int i = 0; i < 40; ++i) {
        ping(milliseconds{64});
        EXPECT_FALSE(is(Ailment::delay)) << i;
    }
    for (int i = 0; i < 10; ++i) {
        ping(milliseconds{64});
    }
    EXPECT_TRUE(is(Ailment::delay));
    for (int i = 0; i < 40; ++i) {
        ping(milliseconds{4});
        EXPECT_TRUE(is(Ailment::delay)) << i;
    }
    for (int i = 0; i < 10; ++i) {
        ping(milliseconds{4});
    }
    EXPECT_FALSE(is(Ailment::delay));
}

TEST_F(WayQualityTest, WhatHasBeenSoForADayIsTheLeast) {
    minutes(10, 0, milliseconds{3});
    minutes(23 * 60, 0, milliseconds{80});
    EXPECT_TRUE(is(Ailment::delay));
    minutes(61, 0, milliseconds{80});
    EXPECT_FALSE(is(Ailment::delay)) << "the way has been laid anew";
}

TEST_F(WayQualityTest, OthersSayNothingUntilSixtyWereSentSince) {
    minutes(10, 3);
    const auto since = clock.now().mono;
    EXPECT_FALSE(quality.was_asked_since(Ailment::loss, since));
    EXPECT_EQ(quality.finding_since(Ailment::loss, since), std::nullopt);
    minute(0);
    EXPECT_TRUE(quality.was_asked_since(Ailment::loss, since));
    EXPECT_EQ(quality.finding_since(Ailment::loss, since), Finding::good) << "what was before is not counted";
    EXPECT_EQ(quality.finding_since(Ailment::delay, since), Finding::good);
    minutes(2, 3);
    EXPECT_EQ(quality.finding_since(Ailment::loss, since), Finding::bad);
}

TEST_F(WayQualityTest, BetweenGoodAndBadNothingIsSaid) {
    const auto since = clock.now().mono;
    clock.advance(Milliseconds{1});
    quality.add({.sent = 1}, clock.now());
    minute(1);
    EXPECT_EQ(quality.finding_since(Ailment::loss, since), Finding::unknown);
}

TEST_F(WayQualityTest, AnHourLaterNothingIsKnown) {
    minutes(10, 3);
    ASSERT_TRUE(is(Ailment::loss));
    clock.advance(Milliseconds{3'601'000});
    quality.forget_what_is_old(clock.now());
    EXPECT_FALSE(is(Ailment::loss));
}

TEST_F(WayQualityTest, SaysWhichWayWhereTheOtherEndCounts) {
    for (int i = 0; i < 6; ++i) {
        clock.advance(Milliseconds{60'000});
        quality.add({.sent = 50, .lost = 4, .lost_ways = Passage::Ways{.forward = 3, .back = 1}}, clock.now());
    }
    EXPECT_EQ(quality.text(Ailment::loss), "8.0 % lost, 6.0 % on the way there and 2.0 % back");
}

TEST_F(WayQualityTest, WithoutAnAnswerNoDelayIsKnown) {
    for (int i = 0; i < 10; ++i) {
        clock.advance(Milliseconds{60'000});
        quality.add({.sent = 60, .lost = 60}, clock.now());
    }
    EXPECT_FALSE(is(Ailment::delay));
    EXPECT_EQ(quality.finding_since(Ailment::delay, Monotonic{}), std::nullopt);
}

}  // namespace
}  // namespace magpie::agent
