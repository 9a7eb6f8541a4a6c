#include "collector/ingest/rebirths.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector {
namespace {

class RebirthsTest : public ::testing::Test {
  protected:
    void need(const std::string& node, std::string_view reason = "gap") { rebirths.need(node, reason, clock.now()); }
    void born(const std::string& node) { rebirths.born(node, clock.now()); }
    std::vector<std::string> due() {
        std::vector<std::string> nodes;
        rebirths.due(clock.now(), nodes);
        return nodes;
    }
    /// Asks in every tenth of a second and says after how long the node came, in ms; -1 if not within `most`.
    std::int64_t asked_after(Milliseconds most) {
        for (Milliseconds waited{0}; waited <= most; waited += Milliseconds{100}) {
            if (!due().empty()) {
                return waited.count();
            }
            clock.advance(Milliseconds{100});
        }
        return -1;
    }

    fakes::FakeClock clock;
    Rebirths rebirths{RebirthSettings{.per_second = 2, .burst = 3}};
};

TEST_F(RebirthsTest, TheFirstNeedIsAskedAtOnce) {
    need("a");
    EXPECT_EQ(due(), std::vector<std::string>{"a"});
    EXPECT_TRUE(due().empty());
}

TEST_F(RebirthsTest, NeedsThatWaitAreOne) {
    need("a");
    need("a");
    need("a", "unknown_alias");
    EXPECT_EQ(due().size(), 1U);
    EXPECT_EQ(rebirths.asked().at("gap"), 1U);
    EXPECT_FALSE(rebirths.asked().contains("unknown_alias"));
}

TEST_F(RebirthsTest, AsManyAsTheBucketHoldsAtOnceAndTheRestAtItsRate) {
    for (const auto* node : {"a", "b", "c", "d", "e", "f"}) {
        need(node);
    }
    EXPECT_EQ(due().size(), 3U);
    EXPECT_TRUE(due().empty());
    clock.advance(Milliseconds{1000});
    EXPECT_EQ(due().size(), 2U);
    clock.advance(Milliseconds{1000});
    EXPECT_EQ(due(), std::vector<std::string>{"f"});
}

TEST_F(RebirthsTest, ThoseThatWaitGoInTheOrderOfTheirNeed) {
    for (const auto* node : {"a", "b", "c", "z", "y", "x"}) {
        need(node);
    }
    (void)due();
    clock.advance(Milliseconds{2000});
    EXPECT_EQ(due(), (std::vector<std::string>{"z", "y", "x"}));
}

TEST_F(RebirthsTest, WhatTheBucketPutsOffIsCounted) {
    for (const auto* node : {"a", "b", "c", "d"}) {
        need(node);
    }
    (void)due();
    clock.advance(Milliseconds{1000});
    (void)due();
    EXPECT_EQ(rebirths.deferred(), 1U);
}

TEST_F(RebirthsTest, TheBucketNeverHoldsMoreThanItsBurst) {
    clock.advance(std::chrono::hours(1));
    for (int node = 0; node < 10; ++node) {
        need(std::to_string(node));
    }
    EXPECT_EQ(due().size(), 3U);
}

TEST_F(RebirthsTest, TheWaitOfANodeThatAskingDoesNotHelpDoublesUpToFiveMinutes) {
    need("a");
    (void)due();
    for (const std::int64_t seconds : {5, 10, 20, 40, 80, 160, 300, 300}) {
        need("a");
        EXPECT_EQ(asked_after(std::chrono::minutes(10)), seconds * 1000);
    }
}

TEST_F(RebirthsTest, AWaitThatABackOffPutsOffIsCounted) {
    need("a");
    (void)due();
    need("a");
    EXPECT_EQ(rebirths.deferred(), 1U);
}

TEST_F(RebirthsTest, ABirthTakesTheNeedAway) {
    need("a");
    born("a");
    EXPECT_TRUE(due().empty());
}

TEST_F(RebirthsTest, ABirthDoesNotShortenTheWaitOfANodeThatNeedsOneAgainAtOnce) {
    need("a");
    (void)due();
    born("a");
    need("a");
    EXPECT_EQ(asked_after(std::chrono::seconds(30)), 5000);
}

TEST_F(RebirthsTest, ANodeWhoseBirthHelpedStartsAfreshOnceItsWaitIsOver) {
    for (int day = 0; day < 10; ++day) {
        need("a");
        EXPECT_EQ(asked_after(std::chrono::seconds(1)), 0) << "day " << day;
        born("a");
        clock.advance(std::chrono::hours(24));
    }
    need("a");
    (void)due();
    need("a");
    EXPECT_EQ(asked_after(std::chrono::minutes(10)), 5000);
}

TEST_F(RebirthsTest, OneNodesWaitHoldsUpNoOther) {
    need("a");
    (void)due();
    need("a");
    need("b");
    EXPECT_EQ(due(), std::vector<std::string>{"b"});
}

TEST_F(RebirthsTest, WhatIsForgottenIsNotAsked) {
    need("a");
    rebirths.forget("a");
    EXPECT_TRUE(due().empty());
    EXPECT_TRUE(rebirths.asked().empty());
}

TEST_F(RebirthsTest, ANodeForgottenAndBackIsNew) {
    need("a");
    (void)due();
    rebirths.forget("a");
    need("a");
    EXPECT_EQ(due().size(), 1U);
}

}  // namespace
}  // namespace magpie::collector
