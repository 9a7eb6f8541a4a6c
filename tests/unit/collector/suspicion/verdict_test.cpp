#include "collector/suspicion/verdict.hpp"

#include <gtest/gtest.h>

namespace magpie::collector::suspicion {
namespace {

using std::chrono::seconds;

Now at(int second) {
    return {.mono = Monotonic{seconds(second)}, .wall = UtcMs{seconds(1'000'000 + second)}, .wall_known = true};
}

Tally tally(std::size_t up, std::size_t fell, int second = 0) {
    Tally made{.up = up};
    for (std::size_t i = 0; i < fell; ++i) {
        made.add_fall(at(second).wall + seconds(i));
    }
    return made;
}

TEST(SuspicionVerdict, EnoughThatFellAreAFaultSinceTheFirst) {
    Verdict verdict;
    verdict.judge(tally(2, 8, 5), {}, true, at(20));
    ASSERT_TRUE(verdict.open());
    EXPECT_EQ(verdict.since(), at(5).wall);
}

TEST(SuspicionVerdict, TooSmallAShareIsNone) {
    Verdict verdict;
    verdict.judge(tally(3, 7), {}, true, at(20));
    EXPECT_FALSE(verdict.open());
}

TEST(SuspicionVerdict, TooFewAreNoneEvenIfAll) {
    Verdict verdict;
    verdict.judge(tally(0, 2), {}, true, at(20));
    EXPECT_FALSE(verdict.open());
}

TEST(SuspicionVerdict, WhileItMayNotOpenItDoesNot) {
    Verdict verdict;
    verdict.judge(tally(0, 9), {}, false, at(20));
    EXPECT_FALSE(verdict.open());
    verdict.judge(tally(0, 9), {}, true, at(22));
    EXPECT_TRUE(verdict.open());
}

TEST(SuspicionVerdict, StaysWhileHalfOfTheShareIsDown) {
    Verdict verdict;
    verdict.judge(tally(0, 10), {}, true, at(20));
    for (int second = 22; second < 200; second += 2) {
        verdict.judge(tally(6, 4), {}, true, at(second));
    }
    EXPECT_TRUE(verdict.open());
}

TEST(SuspicionVerdict, IsOverOnceFewerHaveBeenDownForAWhile) {
    Verdict verdict;
    verdict.judge(tally(0, 10), {}, true, at(20));
    verdict.judge(tally(7, 3), {}, true, at(30));
    verdict.judge(tally(7, 3), {}, true, at(49));
    EXPECT_TRUE(verdict.open());
    verdict.judge(tally(7, 3), {}, true, at(50));
    EXPECT_FALSE(verdict.open());
}

TEST(SuspicionVerdict, AFallInBetweenBeginsTheWaitAnew) {
    Verdict verdict;
    verdict.judge(tally(0, 10), {}, true, at(20));
    verdict.judge(tally(10, 0), {}, true, at(30));
    verdict.judge(tally(0, 10), {}, true, at(40));
    verdict.judge(tally(10, 0), {}, true, at(50));
    verdict.judge(tally(10, 0), {}, true, at(69));
    EXPECT_TRUE(verdict.open());
    verdict.judge(tally(10, 0), {}, true, at(70));
    EXPECT_FALSE(verdict.open());
}

TEST(SuspicionVerdict, CountsFromTheWindowAndOfAFaultFromItsBeginning) {
    Verdict verdict;
    EXPECT_EQ(verdict.counts_from({}, at(500)), at(380).wall);
    verdict.judge(tally(0, 10, 490), {}, true, at(500));
    EXPECT_EQ(verdict.counts_from({}, at(5000)), at(490).wall);
}

}  // namespace
}  // namespace magpie::collector::suspicion
