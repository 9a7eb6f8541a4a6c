#include "collector/ingest/refusals.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::collector {
namespace {

class RefusalsTest : public ::testing::Test {
  protected:
    bool add(Reason reason, std::string_view topic = "t", std::string_view payload = "p") {
        return refusals.add(reason, topic, payload, clock.now());
    }
    fakes::FakeClock clock;
    Refusals refusals;
};

TEST_F(RefusalsTest, EachIsCounted) {
    add(Reason::truncated);
    add(Reason::truncated);
    refusals.count(Reason::truncated, 5);
    EXPECT_EQ(refusals.counted(Reason::truncated), 7U);
    EXPECT_EQ(refusals.counted(Reason::field_type), 0U);
}

TEST_F(RefusalsTest, OneAReasonAndSecondIsKept) {
    EXPECT_TRUE(add(Reason::truncated));
    EXPECT_FALSE(add(Reason::truncated));
    clock.advance(Milliseconds{999});
    EXPECT_FALSE(add(Reason::truncated));
    clock.advance(Milliseconds{1});
    EXPECT_TRUE(add(Reason::truncated));
    EXPECT_EQ(refusals.kept().size(), 2U);
}

TEST_F(RefusalsTest, AFloodOfOneKindHidesNoOther) {
    for (int i = 0; i < 1000; ++i) {
        add(Reason::truncated);
    }
    EXPECT_TRUE(add(Reason::field_type));
}

TEST_F(RefusalsTest, AMessageIsKeptOnceForEachReasonItsMetricsWereCountedFor) {
    refusals.count(Reason::unknown_alias, 3);
    refusals.count(Reason::unknown_alias);
    refusals.count(Reason::out_of_bounds);
    refusals.keep_counted("t", "p", clock.now());
    ASSERT_EQ(refusals.kept().size(), 2U);
    EXPECT_EQ(refusals.kept()[0].reason, "unknown_alias");
    EXPECT_EQ(refusals.kept()[1].reason, "out_of_bounds");
    EXPECT_EQ(refusals.counted(Reason::unknown_alias), 4U);

    clock.advance(Milliseconds{1000});
    refusals.keep_counted("the next one", "p", clock.now());
    EXPECT_EQ(refusals.kept().size(), 2U) << "which had nothing wrong";
}

TEST_F(RefusalsTest, AWallClockThatIsSetBackKeepsNothingFromBeingSeen) {
    add(Reason::truncated);
    clock.wall_steps(std::chrono::hours(-10));
    clock.advance(Milliseconds{1000});
    EXPECT_TRUE(add(Reason::truncated));
}

TEST_F(RefusalsTest, TheLast64AreKept) {
    for (int i = 0; i < 100; ++i) {
        add(Reason::truncated, std::to_string(i));
        clock.advance(Milliseconds{1000});
    }
    ASSERT_EQ(refusals.kept().size(), 64U);
    EXPECT_EQ(refusals.kept().front().topic, "36");
    EXPECT_EQ(refusals.kept().back().topic, "99");
}

TEST_F(RefusalsTest, ALongPayloadIsKeptByItsFirst64BytesInHex) {
    add(Reason::truncated, "t", "\x01\xab" + std::string(1000, '\xff'));
    EXPECT_EQ(refusals.kept().front().first_bytes, "01ab" + std::string(124, 'f'));
}

TEST_F(RefusalsTest, TheTopicIsKeptAsPlainText) {
    add(Reason::topic_id, "spBv1.0/\xff\n/NDATA/n");
    EXPECT_EQ(refusals.kept().front().topic, "spBv1.0/\\xff\\x0a/NDATA/n");
}

TEST_F(RefusalsTest, AnEndlessTopicIsCut) {
    add(Reason::topic_levels, std::string(60000, 'a'));
    EXPECT_LE(refusals.kept().front().topic.size(), 256U);
}

TEST(ReasonWords, EveryReasonHasItsOwn) {
    const std::set<std::string_view> words(reason_words.begin(), reason_words.end());
    EXPECT_EQ(words.size(), reason_words.size());
    EXPECT_FALSE(words.contains(""));
}

}  // namespace
}  // namespace magpie::collector
