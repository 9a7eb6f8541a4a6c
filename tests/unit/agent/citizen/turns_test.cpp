#include "agent/citizen/turns.hpp"

#include <gtest/gtest.h>

#include <set>

namespace magpie::agent::citizen {
namespace {

constexpr Milliseconds interval{900'000};
constexpr UtcMs morning{Milliseconds{1'760'000'000'000}};

Turns turns_of(const std::string& node, std::size_t networks = 1) {
    return Turns({.node = node, .interval = interval, .turns = 8, .networks = networks});
}

TEST(Turns, OneInEachInterval) {
    const auto turns = turns_of("mapo/pole-1");
    auto turn = turns.after(morning);
    for (int i = 0; i < 200; ++i) {
        const auto next = turns.after(turn.begin);
        EXPECT_EQ(next.begin.time_since_epoch() / interval, turn.begin.time_since_epoch() / interval + 1);
        turn = next;
    }
}

TEST(Turns, IsTheSameWhenAskedAgain) {
    EXPECT_EQ(turns_of("mapo/pole-1").after(morning).begin, turns_of("mapo/pole-1").after(morning).begin);
    EXPECT_GT(turns_of("mapo/pole-1").after(morning).begin, morning);
}

TEST(Turns, BeginsInTheFirstHalfOfOneOfThem) {
    const auto turns = turns_of("mapo/pole-1");
    std::set<Milliseconds::rep> seen;
    auto turn = turns.after(morning);
    for (int i = 0; i < 200; ++i, turn = turns.after(turn.begin)) {
        const auto within = turn.begin.time_since_epoch() % interval;
        seen.insert(within / (interval / 8));
        EXPECT_LT(within % (interval / 8), interval / 16);
    }
    EXPECT_EQ(seen.size(), 8U) << "and not always the same one";
}

TEST(Turns, NeighboursDoNotMeetTimeAndAgain) {
    const auto one = turns_of("mapo/pole-1");
    const auto other = turns_of("mapo/pole-2");
    auto mine = one.after(morning);
    auto theirs = other.after(UtcMs{mine.begin.time_since_epoch() / interval * interval});
    int met = 0;
    for (int i = 0; i < 800; ++i, mine = one.after(mine.begin), theirs = other.after(theirs.begin)) {
        const auto turn = [](UtcMs begin) { return begin.time_since_epoch() / (interval / 8); };
        met += turn(mine.begin) == turn(theirs.begin) ? 1 : 0;
    }
    EXPECT_NEAR(met, 100, 50);
}

TEST(Turns, NetworksFollowEachOther) {
    const auto turns = turns_of("mapo/pole-1", 3);
    auto turn = turns.after(morning);
    for (int i = 0; i < 9; ++i) {
        const auto next = turns.after(turn.begin);
        EXPECT_EQ(next.network, (turn.network + 1) % 3);
        turn = next;
    }
}

}  // namespace
}  // namespace magpie::agent::citizen
