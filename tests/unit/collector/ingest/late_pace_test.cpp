#include "collector/ingest/late_pace.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <random>
#include <vector>

namespace magpie::collector {
namespace {

using std::chrono::seconds;

constexpr Monotonic start{std::chrono::hours(5)};

class LatePaceTest : public ::testing::Test {
  protected:
    /// So many nodes, each noted once.
    void notes(std::size_t nodes, Monotonic now) {
        for (std::size_t i = 0; i < nodes; ++i) {
            LatePace::Mark mark;
            pace.note(mark, now);
        }
    }
    LatePace pace{100};
};

TEST_F(LatePaceTest, WhereNobodyHasABacklogNothingIsSaid) {
    EXPECT_EQ(pace.spacing(start), Milliseconds{0});
}

TEST_F(LatePaceTest, AFewNodesMaySendAsTheyLike) {
    LatePace wide(2000);
    for (int i = 0; i < 10; ++i) {
        LatePace::Mark mark;
        wide.note(mark, start);
    }
    EXPECT_EQ(wide.spacing(start), Milliseconds{0}) << "ten nodes, one each 5 ms, are 2000 a second";
    LatePace::Mark mark;
    wide.note(mark, start);
    EXPECT_EQ(wide.spacing(start), Milliseconds{6});
}

TEST_F(LatePaceTest, ManyShareTheRate) {
    notes(1000, start);
    EXPECT_EQ(pace.spacing(start), seconds(10));
}

TEST_F(LatePaceTest, ANodeThatIsNotedAgainCountsOnce) {
    LatePace::Mark mark;
    for (auto now = start; now < start + seconds(100); now += Milliseconds{300}) {
        pace.note(mark, now);
        ASSERT_EQ(pace.nodes(), 1U);
    }
}

TEST_F(LatePaceTest, ANodeCountsForHalfAMinute) {
    notes(10, start);
    notes(5, start + seconds(10));
    EXPECT_EQ(pace.spacing(start + seconds(29)), Milliseconds{150});
    EXPECT_EQ(pace.spacing(start + seconds(31)), Milliseconds{50});
    EXPECT_EQ(pace.spacing(start + seconds(41)), Milliseconds{0});
    notes(2, start + seconds(41));
    EXPECT_EQ(pace.spacing(start + std::chrono::hours(3)), Milliseconds{0});
}

TEST_F(LatePaceTest, NoNodeIsAskedToWaitLongerThanAnAcknowledgementCanSay) {
    LatePace slow(1);
    for (int i = 0; i < 5000; ++i) {
        LatePace::Mark mark;
        slow.note(mark, start);
    }
    EXPECT_EQ(slow.spacing(start), std::chrono::hours(1));
}

TEST_F(LatePaceTest, CountsWhoWasNotedWithinTheWindow) {
    std::minstd_rand random(3);
    std::vector<LatePace::Mark> marks(40);
    std::vector<Monotonic> noted(40, Monotonic{});
    auto now = Monotonic{};  // a machine that has just begun
    for (int step = 0; step < 5000; ++step) {
        now += Milliseconds{random() % 2000};
        const auto node = random() % marks.size();
        pace.note(marks[node], now);
        noted[node] = std::chrono::floor<seconds>(now);
        std::size_t counted = 0;
        for (std::size_t i = 0; i < marks.size(); ++i) {
            counted += marks[i] && noted[i] + seconds(30) > std::chrono::floor<seconds>(now) ? 1 : 0;
        }
        ASSERT_EQ(pace.nodes(), counted) << "step " << step;
    }
}

}  // namespace
}  // namespace magpie::collector
