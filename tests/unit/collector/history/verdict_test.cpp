#include "collector/history/verdict.hpp"

#include <string>

#include <gtest/gtest.h>

namespace magpie::collector::history {
namespace {

using namespace std::chrono;

constexpr UtcMs now = sys_days(year(1999) / 12 / 31) + hours(23) + minutes(59);

Verdict of(unsigned status, const std::string& body = {}, const std::string& retry_after = {}) {
    return judge(http::Answer{.status = status, .retry_after = retry_after, .body = body}, now);
}
Outcome of(http::Failure failure) {
    return judge(tl::unexpected(failure), now).outcome;
}

TEST(Verdict, AnyStatusOf200IsStoredWhateverTheBody) {
    EXPECT_EQ(of(200, "\x01 too old sample").outcome, Outcome::stored);
    EXPECT_EQ(of(204).outcome, Outcome::stored);
}

TEST(Verdict, OnlyWhatIsAboutTheSamplesIsFinal) {
    for (const unsigned status : {400U, 413U, 422U}) {
        EXPECT_EQ(of(status).outcome, Outcome::refused) << status;
    }
    for (const unsigned status : {301U, 401U, 403U, 404U, 405U, 407U, 415U, 100U}) {
        EXPECT_EQ(of(status, "too old sample").outcome, Outcome::denied) << status;
    }
}

TEST(Verdict, ThePrometheusThatSays500OfASampleMeansTheSample) {
    EXPECT_EQ(of(500, "too old sample\n").outcome, Outcome::refused);
    EXPECT_EQ(of(500, "out of bounds").outcome, Outcome::refused);
    EXPECT_EQ(of(500, "write to WAL: no space left on device").outcome, Outcome::failed);
    EXPECT_EQ(of(502).outcome, Outcome::failed);
}

TEST(Verdict, ABusyStoreSaysWhenItMayBeAskedAgain) {
    EXPECT_EQ(of(429, "", "7").outcome, Outcome::busy);
    EXPECT_EQ(of(429, "", "7").retry_after, Milliseconds{7000});
    EXPECT_EQ(of(503, "", "120").retry_after, Milliseconds{120'000});
    for (const auto* text : {"", "soon", "-5", "7s", "Fri, 31 Dec 1999", "99999999999999"}) {
        EXPECT_EQ(of(429, "", text).retry_after, std::nullopt) << text;
    }
}

TEST(Verdict, WhenItMayBeAskedAgainMayBeADate) {
    EXPECT_EQ(of(503, "", "Fri, 31 Dec 1999 23:59:59 GMT").retry_after, Milliseconds{59'000});
    EXPECT_EQ(of(503, "", "Friday, 31-Dec-99 23:59:30 GMT").retry_after, Milliseconds{30'000});
    EXPECT_EQ(of(503, "", "Sun, 06 Nov 1994 08:49:37 GMT").retry_after, Milliseconds{0}) << "that was before";
}

TEST(Verdict, NobodyWaitsLongerThanADay) {
    EXPECT_EQ(of(503, "", "4294967295").retry_after, Milliseconds{86'400'000});
    EXPECT_EQ(of(503, "", "Fri, 31 Dec 9999 23:59:59 GMT").retry_after, Milliseconds{86'400'000});
}

TEST(Verdict, WhatNeverCameIsTriedAgain) {
    EXPECT_EQ(of(http::Failure::no_connection), Outcome::unreachable);
    EXPECT_EQ(of(http::Failure::connection_lost), Outcome::unreachable);
    EXPECT_EQ(of(http::Failure::timeout), Outcome::timeout);
    EXPECT_EQ(of(http::Failure::garbled), Outcome::garbled);
    EXPECT_EQ(of(http::Failure::certificate_name), Outcome::unreachable);
}

TEST(Verdict, EveryOutcomeHasItsWord) {
    EXPECT_EQ(outcome_words[static_cast<std::size_t>(Outcome::garbled)], "garbled");
    EXPECT_EQ(outcome_words[static_cast<std::size_t>(Outcome::denied)], "denied");
}

}  // namespace
}  // namespace magpie::collector::history
