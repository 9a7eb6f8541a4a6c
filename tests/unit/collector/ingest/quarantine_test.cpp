#include "collector/ingest/quarantine.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <string>

namespace magpie::collector {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class QuarantineTest : public ::testing::Test {
  protected:
    void pass(Milliseconds time) {
        now.mono += time;
        now.wall += time;
        quarantine.tick(now.mono);
    }
    bool strike(const std::string& node = "bad") {
        return quarantine.strike("mapo", node, Reason::too_many_bytes, now);
    }
    /// A strike a second until that is enough; how many it took.
    int comes_to_it(int most = 100) {
        for (int strikes = 1; strikes <= most; ++strikes) {
            pass(seconds(1));
            if (strike()) {
                return strikes;
            }
        }
        return 0;
    }
    [[nodiscard]] bool holds(const std::string& node = "bad") const { return quarantine.holds(node, now.mono); }
    /// How long it is held from now on.
    Milliseconds held_for() {
        const auto begun = now.mono;
        while (holds()) {
            pass(seconds(1));
        }
        return now.mono - begun;
    }

    Now now{.mono = Monotonic{hours(100)}, .wall = UtcMs{hours(490'000)}};
    Quarantine quarantine;
};

TEST_F(QuarantineTest, TenBadSecondsOfAMinuteAreEnough) {
    EXPECT_EQ(comes_to_it(), 10);
    EXPECT_TRUE(holds());
    EXPECT_FALSE(holds("good"));
}

TEST_F(QuarantineTest, AFloodWithinASecondIsOneOfThem) {
    for (int i = 0; i < 100'000; ++i) {
        EXPECT_FALSE(strike());
    }
}

TEST_F(QuarantineTest, NineBadSecondsOfEachMinuteAreNot) {
    for (int minute = 0; minute < 10; ++minute) {
        EXPECT_EQ(comes_to_it(9), 0);
        pass(seconds(51));
    }
    EXPECT_FALSE(holds());
}

TEST_F(QuarantineTest, EachTimeLastsTwiceAsLongUpToAnHour) {
    for (const auto lasts : {1, 2, 4, 8, 16, 32, 60, 60, 60, 60}) {
        ASSERT_EQ(comes_to_it(), 10);
        EXPECT_EQ(held_for(), minutes(lasts));
    }
    EXPECT_EQ(quarantine.counts()[static_cast<std::size_t>(Reason::too_many_bytes)], 10U);
}

TEST_F(QuarantineTest, AnHourAfterItsEndItIsForgotten) {
    (void)comes_to_it();
    (void)held_for();
    pass(minutes(58));
    ASSERT_EQ(comes_to_it(), 10);
    EXPECT_EQ(held_for(), minutes(2));
    pass(minutes(61));
    ASSERT_EQ(comes_to_it(), 10);
    EXPECT_EQ(held_for(), minutes(1));
}

TEST_F(QuarantineTest, EndsWhenSomebodySaysSo) {
    EXPECT_FALSE(quarantine.release("bad", now)) << "it is in none";
    ASSERT_EQ(comes_to_it(), 10);
    const auto was = quarantine.release("bad", now);
    ASSERT_TRUE(was);
    EXPECT_EQ(was->area, "mapo");
    EXPECT_EQ(was->node, "bad");
    EXPECT_EQ(was->reason, Reason::too_many_bytes);
    EXPECT_EQ(was->until, now.wall + minutes(1));
    EXPECT_EQ(was->times, 1U);
    EXPECT_FALSE(holds());
    EXPECT_TRUE(quarantine.list(now.mono).empty());
    EXPECT_FALSE(quarantine.release("bad", now));
}

TEST_F(QuarantineTest, ThatItWasReleasedIsNoPardon) {
    ASSERT_EQ(comes_to_it(), 10);
    ASSERT_TRUE(quarantine.release("bad", now));
    ASSERT_EQ(comes_to_it(), 10) << "ten bad seconds again, not one";
    EXPECT_EQ(held_for(), minutes(2));
    pass(minutes(61));
    ASSERT_EQ(comes_to_it(), 10);
    EXPECT_EQ(held_for(), minutes(1)) << "an hour of peace is";
}

TEST_F(QuarantineTest, IsListedWhileItLasts) {
    (void)comes_to_it();
    const auto list = quarantine.list(now.mono);
    ASSERT_EQ(list.size(), 1U);
    EXPECT_EQ(quarantine.size(now.mono), 1U);
    EXPECT_EQ(list[0].area, "mapo");
    EXPECT_EQ(list[0].node, "bad");
    EXPECT_EQ(list[0].reason, Reason::too_many_bytes);
    EXPECT_EQ(list[0].since, now.wall);
    EXPECT_EQ(list[0].until, now.wall + minutes(1));
    EXPECT_EQ(list[0].times, 1U);
    (void)held_for();
    EXPECT_TRUE(quarantine.list(now.mono).empty());
    EXPECT_EQ(quarantine.size(now.mono), 0U);
}

TEST_F(QuarantineTest, StrangersAreWatchedForAMinuteAndOnlySoMany) {
    quarantine.watch("stranger", now);
    ASSERT_NE(quarantine.quota("stranger"), nullptr);
    for (int i = 0; i < 100'000; ++i) {
        quarantine.watch("ghost-" + std::to_string(i), now);
    }
    EXPECT_EQ(quarantine.quota("ghost-99999"), nullptr);
    pass(seconds(61));
    EXPECT_EQ(quarantine.quota("stranger"), nullptr);
}

TEST_F(QuarantineTest, AStrangerThatIsWatchedAllTheTimeComesToItToo) {
    for (int second = 1; second <= 10; ++second) {
        pass(seconds(1));
        quarantine.watch("bad", now);
        EXPECT_EQ(strike(), second == 10);
        EXPECT_FALSE(strike());
    }
}

TEST_F(QuarantineTest, StrangersTakeNobodysPlace) {
    for (int i = 0; i < 100'000; ++i) {
        quarantine.watch("ghost-" + std::to_string(i), now);
    }
    EXPECT_EQ(comes_to_it(), 10);
}

}  // namespace
}  // namespace magpie::collector
