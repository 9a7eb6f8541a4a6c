#include "collector/ingest/quota.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace magpie::collector {
namespace {

using sparkplug::Verb;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

class QuotaTest : public ::testing::Test {
  protected:
    std::optional<Reason> sends(Verb verb, std::size_t bytes) { return quota.admit(verb, bytes, settings, now); }
    /// How many of these are let in, one after the other at this moment.
    unsigned let_in(Verb verb, std::size_t bytes, unsigned most) {
        unsigned count = 0;
        for (unsigned i = 0; i < most; ++i) {
            count += sends(verb, bytes) ? 0 : 1;
        }
        return count;
    }

    QuotaSettings settings{
        .bytes_per_second = 1000, .messages_per_second = 100, .births_per_minute = 6, .new_series_per_hour = 60};
    Now now{.mono = Monotonic{hours(100)}, .wall = {}};
    Quota quota;
};

TEST_F(QuotaTest, TenSecondsOfMessagesComeAtOnce) {
    EXPECT_EQ(let_in(Verb::ndata, 1, 2000), 1000U);
    EXPECT_EQ(sends(Verb::ndata, 1), Reason::too_many_messages);
}

TEST_F(QuotaTest, TenSecondsOfBytesComeAtOnce) {
    EXPECT_EQ(let_in(Verb::ndata, 500, 100), 20U);
    EXPECT_EQ(sends(Verb::ndata, 500), Reason::too_many_bytes);
}

TEST_F(QuotaTest, AMinuteOfBirthsComesAtOnceThoseOfDevicesAmongThem) {
    EXPECT_EQ(let_in(Verb::nbirth, 1, 2), 2U);
    EXPECT_EQ(let_in(Verb::dbirth, 1, 20), 4U);
    EXPECT_EQ(sends(Verb::nbirth, 1), Reason::too_many_births);
    EXPECT_EQ(sends(Verb::ndata, 1), std::nullopt) << "of births alone there are too many";
}

TEST_F(QuotaTest, AfterwardsTheRateIsLetIn) {
    (void)let_in(Verb::ndata, 1, 2000);
    for (int second = 0; second < 5; ++second) {
        now.mono += seconds(1);
        EXPECT_EQ(let_in(Verb::ndata, 1, 500), 100U);
    }
}

TEST_F(QuotaTest, WhatIsNotLetInCountsForNothing) {
    (void)let_in(Verb::nbirth, 1, 100'000);
    now.mono += seconds(10);
    EXPECT_EQ(sends(Verb::nbirth, 1), std::nullopt);
}

TEST_F(QuotaTest, NoMessageIsTooLargeForIt) {
    EXPECT_EQ(sends(Verb::ndata, 1'000'000), std::nullopt);
    EXPECT_EQ(sends(Verb::ndata, 1), Reason::too_many_bytes);
    now.mono += seconds(988);
    EXPECT_EQ(sends(Verb::ndata, 1), Reason::too_many_bytes);
    now.mono += seconds(3);
    EXPECT_EQ(sends(Verb::ndata, 1), std::nullopt);
}

TEST_F(QuotaTest, ACompressedMessageIsWhatItBecomes) {
    EXPECT_EQ(sends(Verb::ndata, 10), std::nullopt);
    quota.inflated(10'000, settings, now);
    EXPECT_EQ(sends(Verb::ndata, 10), Reason::too_many_bytes);
}

TEST_F(QuotaTest, AnHourOfNewSeriesComesAtOnce) {
    EXPECT_TRUE(quota.admit_series(59, settings, now));
    EXPECT_TRUE(quota.admit_series(1, settings, now));
    EXPECT_FALSE(quota.admit_series(1, settings, now));
    EXPECT_TRUE(quota.admit_series(0, settings, now)) << "one that has nothing new is a birth like any other";
    now.mono += minutes(1);
    EXPECT_TRUE(quota.admit_series(1, settings, now));
    EXPECT_FALSE(quota.admit_series(1, settings, now));
}

TEST_F(QuotaTest, ADefaultNodeBringsItsBacklogAsFastAsTheProtocolSays) {
    // docs/protocol.md: a late report each 5 ms; some have 1600 bytes. Beside them a live one each second.
    const QuotaSettings defaults;
    for (int ms = 0; ms < 60 * 60 * 1000; ms += 5) {
        now.mono += Milliseconds(5);
        ASSERT_EQ(quota.admit(Verb::ndata, 1600, defaults, now), std::nullopt) << ms;
        if (ms % 1000 == 0) {
            ASSERT_EQ(quota.admit(Verb::ndata, 16'000, defaults, now), std::nullopt) << ms;
        }
    }
}

}  // namespace
}  // namespace magpie::collector
