#include "agent/path_trace/trace_plan.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <set>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

using std::chrono::seconds;

TracePlanSettings settings() {
    return {.interval = seconds(300), .spread = seconds(10)};
}

/// The seconds from now until a trace begins; 1000 where none does.
int waits(TracePlan& plan, fakes::FakeClock& clock) {
    for (int passed = 0; passed < 1000; ++passed) {
        if (plan.take(true, clock.now())) {
            return passed;
        }
        clock.advance(seconds(1));
    }
    return 1000;
}

TEST(TracePlan, BeginsWithinTheSpread) {
    std::set<int> moments;
    for (std::uint32_t seed = 1; seed <= 20; ++seed) {
        fakes::FakeClock clock;
        TracePlan plan(settings(), seed * 100'000'007U);
        const auto moment = waits(plan, clock);
        EXPECT_LE(moment, 10);
        moments.insert(moment);
    }
    EXPECT_GT(moments.size(), 4U) << "poles do not begin together";
}

TEST(TracePlan, BeginsNothingWhereNothingIsWrong) {
    fakes::FakeClock clock;
    TracePlan plan(settings(), 1);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(plan.take(false, clock.now()));
        clock.advance(seconds(1));
    }
}

TEST(TracePlan, HasOneUnderWayAtATime) {
    fakes::FakeClock clock;
    TracePlan plan(settings(), 1);
    ASSERT_LE(waits(plan, clock), 10);
    EXPECT_EQ(waits(plan, clock), 1000);
    plan.ended();
    EXPECT_LE(waits(plan, clock), 10);
}

TEST(TracePlan, KeepsTheIntervalAlsoWhereTheFaultFlaps) {
    fakes::FakeClock clock;
    TracePlan plan(settings(), 1);
    ASSERT_LE(waits(plan, clock), 10);
    plan.ended();
    EXPECT_FALSE(plan.take(false, clock.now()));
    EXPECT_EQ(waits(plan, clock), 300);
}

}  // namespace
}  // namespace magpie::agent
