#include "collector/ingest/ingest.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/collector/ingest/ingest_pole.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;
using sparkplug::DataType;
using sparkplug::PayloadEncoder;

// ---- what is lost

TEST_F(IngestTest, ReportsTheNodeNoLongerHoldsAreCountedLost) {
    born(pole);
    reports(pole);
    pole.newest = ReportNumber{20};
    pole.oldest = ReportNumber{15};
    reports(pole);
    EXPECT_EQ(lost(pole), 13U);
}

TEST_F(IngestTest, ANewEpochClosesTheOldOne) {
    born(pole);
    reports(pole);
    pole.newest = ReportNumber{5};
    born(pole);
    pole.epoch = Epoch{99};
    pole.newest = ReportNumber{};
    born(pole);
    EXPECT_EQ(lost(pole), 4U);
}

TEST_F(IngestTest, ANodeIsToldNowAndThenWhatArrived) {
    born(pole);
    reports(pole);
    pass(settings.acknowledge_every + Milliseconds{250});
    EXPECT_EQ(told("pole").received, ReportNumber{1});
    EXPECT_EQ(told("pole").safe, ReportNumber{1});
}

TEST_F(IngestTest, WhileSomethingIsMissingTheNodeIsToldAgain) {
    pole.series[0].value = 100;  // seconds from one report to the next
    born(pole);
    pole.newest = ReportNumber{1};  // committed, and lost on the way
    reports(pole);
    pass(settings.acknowledge_every);
    ledgers.clear();
    pass(settings.acknowledge_every);
    ASSERT_TRUE(ledgers.contains("pole"));
    EXPECT_EQ(told("pole").received, ReportNumber{0});
    EXPECT_EQ(told("pole").highest, ReportNumber{2});
}

TEST_F(IngestTest, ANodeThatSaysNothingIsToldNothing) {
    born(pole);
    pass(Milliseconds{1000});
    ledgers.erase("pole");
    pass(Milliseconds{60000});
    EXPECT_FALSE(ledgers.contains("pole"));
}

// ---- order

TEST_F(IngestTest, AMessageAheadIsHeldUntilTheOneBeforeItComes) {
    born(pole);
    const auto first = pole.report(now(), {{Pole::bytes, 2000}});
    const auto second = pole.report(now(), {{Pole::bytes, 3000}, {Pole::up, 0}});
    says(pole, Verb::ndata, second);
    EXPECT_EQ(value(pole, Pole::up), 1);
    says(pole, Verb::ndata, first);
    EXPECT_EQ(bytes(), 3000);
    EXPECT_EQ(value(pole, Pole::up), 0);
    pass(Milliseconds{5000});
    EXPECT_EQ(rebirths_asked("pole"), 0U);
}

TEST_F(IngestTest, ManyMessagesInTheWorstOrderComeOutRight) {
    born(pole);
    std::vector<std::string> sent;
    for (int i = 1; i <= 8; ++i) {
        sent.push_back(pole.report(now(), {{Pole::bytes, 1000 + i}}));
    }
    for (auto message = sent.rbegin(); message != sent.rend(); ++message) {
        says(pole, Verb::ndata, *message);
    }
    EXPECT_EQ(bytes(), 1008);
    EXPECT_EQ(ingest->counters().counter_resets, 0U);
}

TEST_F(IngestTest, AMessageThatNeverComesIsAskedAboutAfterTheTimeForIt) {
    born(pole);
    (void)pole.report(now());
    reports(pole, {{Pole::bytes, 3000}});
    pass(settings.reorder_timeout - Milliseconds{250});
    EXPECT_EQ(bytes(), 1000);
    EXPECT_EQ(rebirths_asked("pole"), 0U);
    pass(Milliseconds{250});
    EXPECT_EQ(bytes(), 3000) << "what was held is taken, for the numbers of reports tell what is missing";
    EXPECT_EQ(rebirths_asked("pole"), 1U);
    EXPECT_EQ(told("pole").highest, ReportNumber{2});
}

TEST_F(IngestTest, AfterAGapTheNodeGoesOnWithoutWaitingForItsBirth) {
    born(pole);
    (void)pole.report(now());
    reports(pole);
    pass(settings.reorder_timeout);
    reports(pole, {{Pole::bytes, 4000}});
    EXPECT_EQ(bytes(), 4000);
}

TEST_F(IngestTest, OneGapAfterAnotherWhileHeldIsOneRebirth) {
    born(pole);
    for (int i = 0; i < 3; ++i) {
        (void)pole.report(now());
        reports(pole);
    }
    pass(Milliseconds{10000});
    EXPECT_EQ(rebirths_asked("pole"), 1U);
}

TEST_F(IngestTest, TheOrdinalGoesFrom255To0) {
    born(pole);
    for (int i = 1; i <= 600; ++i) {
        reports(pole, {{Pole::bytes, 1000 + i}});
        ASSERT_EQ(bytes(), 1000 + i);
    }
    pass(Milliseconds{5000});
    EXPECT_EQ(rebirths_asked("pole"), 0U);
}

TEST_F(IngestTest, TwoMessagesThatChangePlacesAcrossTheWrapComeOutRight) {
    born(pole);
    while (pole.seq != 255) {
        reports(pole);
    }
    const auto before = pole.report(now(), {{Pole::bytes, 2000}});
    const auto after = pole.report(now(), {{Pole::bytes, 3000}});
    says(pole, Verb::ndata, after);
    says(pole, Verb::ndata, before);
    EXPECT_EQ(bytes(), 3000);
}

TEST_F(IngestTest, ReleasedMessagesAcrossTheWrapComeInTheirOrder) {
    born(pole);
    while (pole.seq != 254) {
        reports(pole);
    }
    (void)pole.report(now());  // lost
    const auto before = pole.report(now(), {{Pole::bytes, 2000}});
    const auto after = pole.report(now(), {{Pole::bytes, 3000}});
    says(pole, Verb::ndata, after);
    says(pole, Verb::ndata, before);
    pass(settings.reorder_timeout);
    EXPECT_EQ(bytes(), 3000);
    EXPECT_EQ(ingest->counters().counter_resets, 0U);
}

TEST_F(IngestTest, DataThatOvertakesItsBirthWaitsForIt) {
    born(pole);
    pass(Milliseconds{1000});
    pole.series.push_back({"link/eth1/up", DataType::boolean, {{"interface", "eth1"}}, 0});
    const auto birth = pole.birth(now());
    const auto data = pole.report(now(), {{6, 1}});
    says(pole, Verb::ndata, data);
    says(pole, Verb::nbirth, birth);
    EXPECT_EQ(value(pole, 6), 1);
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(IngestTest, DataOfTheSessionBeforeThatTheBirthOvertookIsDropped) {
    born(pole);
    pass(Milliseconds{1000});
    const auto late = pole.report(now(), {{Pole::bytes, 1001}});
    pass(Milliseconds{1000});
    pole.series[1].value = 5000;
    born(pole);
    says(pole, Verb::ndata, late);
    EXPECT_EQ(bytes(), 5000);
    EXPECT_EQ(refused(Reason::before_birth), 1U);
}

TEST_F(IngestTest, WhatWasHeldForTheSessionBeforeGoesWithIt) {
    born(pole);
    (void)pole.report(now());
    (void)pole.report(now());
    reports(pole, {{Pole::bytes, 1}});  // held, two are missing before it
    born(pole);
    pass(Milliseconds{5000});
    EXPECT_EQ(bytes(), 1000);
    EXPECT_EQ(rebirths_asked("pole"), 0U);
}

TEST_F(IngestTest, AReportOfAnotherShapeIsNeverGuessedAt) {
    born(pole);
    auto other = pole;
    other.claimed_shape = 77;
    reports(other, {{Pole::bytes, 9999}});
    EXPECT_EQ(bytes(), 1000);
    pass(settings.reorder_timeout);
    EXPECT_EQ(bytes(), 1000);
    EXPECT_EQ(refused(Reason::shape), 1U);
    EXPECT_EQ(rebirths_asked("pole"), 1U);
}

TEST_F(IngestTest, AFloodOfTinyMessagesIsHeldNoLongerThanTheirCostAllows) {
    settings.held_bytes = 256 * 1024;
    settings.quota.messages_per_second = 1e6;
    begin();
    healthy.series[1].value = 4242;
    born(healthy);
    born(foreign);
    std::string tiny;
    PayloadEncoder(tiny).seq(77);
    for (int i = 0; i < 20000; ++i) {
        says(foreign, Verb::ndata, tiny);
    }
    EXPECT_GT(refused(Reason::reorder_full), 17000U);
}

}  // namespace
}  // namespace magpie::collector
