#include "agent/path/schedule.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <vector>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

/// When each begins, where each is over at once.
std::vector<std::pair<std::size_t, Monotonic>> turns(Schedule& schedule, fakes::FakeClock& clock,
                                                     Milliseconds how_long) {
    std::vector<std::pair<std::size_t, Monotonic>> all;
    schedule.begin(clock.now());
    const auto end = clock.now().mono + how_long;
    while (*schedule.deadline() < end) {
        clock.advance(*schedule.deadline() - clock.now().mono);
        while (const auto which = schedule.take(clock.now())) {
            all.emplace_back(*which, clock.now().mono);
            schedule.ended(*which);
        }
    }
    return all;
}

TEST(Schedule, EachKeepsItsIntervalAndItsPhase) {
    fakes::FakeClock clock;
    Schedule schedule({seconds(1), seconds(7)}, 4, 3);
    std::map<std::size_t, std::vector<Monotonic>> at;
    for (const auto& [which, when] : turns(schedule, clock, minutes(1))) {
        at[which].push_back(when);
    }
    EXPECT_EQ(at[0].size(), 60U);
    for (const auto& [which, interval] : {std::pair<std::size_t, Milliseconds>{0, seconds(1)}, {1, seconds(7)}}) {
        for (std::size_t i = 1; i < at[which].size(); ++i) {
            EXPECT_EQ(at[which][i] - at[which][i - 1], interval);
        }
    }
    EXPECT_EQ(schedule.missed(), 0U);
}

TEST(Schedule, IsTheSameForTheSameSeed) {
    const auto of_seed = [](std::uint32_t seed) {
        fakes::FakeClock clock;
        Schedule schedule({seconds(10), seconds(10), seconds(10)}, 4, seed);
        return turns(schedule, clock, minutes(1));
    };
    EXPECT_EQ(of_seed(5), of_seed(5));
    EXPECT_NE(of_seed(5), of_seed(6));
}

TEST(Schedule, TheNodesOfACityDoNotAskAtOnce) {
    constexpr std::uint32_t nodes = 34'363;
    std::vector<std::size_t> in_second(10);
    const fakes::FakeClock clock;
    for (std::uint32_t node = 1; node <= nodes; ++node) {
        // Seeds one after the other would be the worst of choices.
        Schedule schedule({seconds(10)}, 4, node * 2'654'435'761U);
        schedule.begin(clock.now());
        ++in_second[static_cast<std::size_t>((*schedule.deadline() - clock.now().mono) / Milliseconds{1000})];
    }
    EXPECT_GT(*std::ranges::min_element(in_second), nodes / 10 * 9 / 10);
    EXPECT_LT(*std::ranges::max_element(in_second), nodes / 10 * 11 / 10);
}

TEST(Schedule, NoMoreAreUnderWayThanMayBe) {
    fakes::FakeClock clock;
    Schedule schedule(std::vector<Milliseconds>(10, seconds(1)), 3, 1);
    schedule.begin(clock.now());
    clock.advance(seconds(1));
    std::vector<std::size_t> taken;
    while (const auto which = schedule.take(clock.now())) {
        taken.push_back(*which);
    }
    EXPECT_EQ(taken.size(), 3U);
    EXPECT_FALSE(schedule.deadline()) << "until one ends there is nothing to wait for";
    schedule.ended(taken[0]);
    EXPECT_LE(*schedule.deadline(), clock.now().mono);
    const auto next = schedule.take(clock.now());
    ASSERT_TRUE(next);
    EXPECT_EQ(std::ranges::find(taken, *next), taken.end()) << "who has waited longest comes first";
}

TEST(Schedule, ATurnThatWasMissedIsNotMadeUpFor) {
    fakes::FakeClock clock;
    Schedule schedule({seconds(1)}, 1, 1);
    schedule.begin(clock.now());
    const auto phase = *schedule.deadline();
    clock.advance(seconds(10));
    EXPECT_TRUE(schedule.take(clock.now()));
    EXPECT_GE(schedule.missed(), 8U);
    EXPECT_FALSE(schedule.take(clock.now()));
    schedule.ended(0);
    EXPECT_GT(*schedule.deadline(), clock.now().mono);
    EXPECT_EQ((*schedule.deadline() - phase) % seconds(1), Milliseconds{0});
}

}  // namespace
}  // namespace magpie::agent
