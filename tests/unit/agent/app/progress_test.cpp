#include "agent/app/progress.hpp"

#include <gtest/gtest.h>

#include "tests/fakes/fake_clock.hpp"

namespace magpie::agent {
namespace {

using namespace std::chrono_literals;

class ProgressTest : public testing::Test {
  protected:
    void commits() { newest_ = next(newest_); }
    std::string_view standstill(bool online = true) { return progress_.standstill(newest_, online, clock_.now()); }

    fakes::FakeClock clock_;
    ReportNumber newest_{};
    Progress progress_{10s, clock_.now()};
};

TEST_F(ProgressTest, AnAgentThatReportsAndIsOnlineGoesOn) {
    for (int report = 0; report < 10'000; ++report) {
        clock_.advance(10s);
        commits();
        EXPECT_EQ(standstill(), "");
    }
}

TEST_F(ProgressTest, WithoutABrokerItGoesOnAsLongAsItTries) {
    for (int report = 0; report < 10'000; ++report) {
        clock_.advance(10s);
        commits();
        if (report % 6 == 0) {
            progress_.on(mqtt::ConnectFailed{"no route to host"}, clock_.now());
        }
        EXPECT_EQ(standstill(false), "");
    }
}

TEST_F(ProgressTest, ASourceThatHangsFromTheStartIsAStandstill) {
    clock_.advance(26s);
    EXPECT_EQ(standstill(), "no report is committed");
}

TEST_F(ProgressTest, ASourceThatHangsLaterIsAStandstill) {
    commits();
    EXPECT_EQ(standstill(), "");
    clock_.advance(25s);
    EXPECT_EQ(standstill(), "");
    clock_.advance(1ms);
    EXPECT_EQ(standstill(), "no report is committed");
}

TEST_F(ProgressTest, AnOutboxThatTakesNothingIsAStandstillHoweverWellTheSessionIs) {
    commits();
    EXPECT_EQ(standstill(), "");
    for (int second = 0; second < 30; ++second) {
        clock_.advance(1s);
        progress_.on(mqtt::Received{"spBv1.0/mapo/NCMD/pole-1", ""}, clock_.now());
        static_cast<void>(standstill());
    }
    EXPECT_EQ(standstill(), "no report is committed");
}

TEST_F(ProgressTest, ASessionThatNoLongerTriesIsAStandstillHoweverWellTheReportsAre) {
    std::string_view last;
    for (int report = 0; report < 60; ++report) {
        clock_.advance(10s);
        commits();
        last = standstill(false);
    }
    EXPECT_EQ(last, "the session does not try to connect");
}

TEST_F(ProgressTest, ASessionInItsLongestPauseIsNone) {
    progress_.on(mqtt::ConnectFailed{"no route to host"}, clock_.now());
    for (int report = 0; report < 7; ++report) {
        clock_.advance(10s);
        commits();
        EXPECT_EQ(standstill(false), "");
    }
}

TEST_F(ProgressTest, WhatGoesOnAgainIsNoStandstillAnyMore) {
    clock_.advance(60s);
    EXPECT_NE(standstill(), "");
    commits();
    EXPECT_EQ(standstill(), "");
}

TEST_F(ProgressTest, ARareReporterHasItsOwnMeasure) {
    Progress rare(1h, clock_.now());
    clock_.advance(2h);
    EXPECT_EQ(rare.standstill(newest_, true, clock_.now()), "");
    clock_.advance(6s);
    EXPECT_NE(rare.standstill(newest_, true, clock_.now()), "");
}

}  // namespace
}  // namespace magpie::agent
