// What Ingest writes down for the alerts.

#include "collector/ingest/urgent_report.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "tests/unit/collector/ingest/ingest_fixture.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;

class UrgentReportTest : public IngestFixture {
  public:
    UrgentReportTest() {
        says(pole, Verb::nbirth, pole.birth(now()));
        clock.advance(Milliseconds{1000});
        urgent.clear();
    }
    void reports(const Pole::Values& values, const Pole::Said& said) {
        says(pole, Verb::ndata, pole.report(now(), values, said));
    }
    Pole pole;
};

TEST_F(UrgentReportTest, AReportSentAtOnceComesWithTheValuesBeforeIt) {
    reports({{Pole::bytes, 2000}}, {.age = Milliseconds{300}, .urgent = true});
    ASSERT_EQ(urgent.size(), 1U);
    EXPECT_EQ(urgent[0].node, *fleet->find("mapo", "pole"));
    EXPECT_EQ(urgent[0].taken, now().wall - Milliseconds{300});
    EXPECT_FALSE(urgent[0].whole);
    ASSERT_EQ(urgent[0].before.size(), pole.series.size());
    EXPECT_EQ(urgent[0].before[Pole::bytes - 1], 1000);
    EXPECT_EQ(fleet->values(urgent[0].node)[Pole::bytes - 1], 2000) << "and it is applied";
}

TEST_F(UrgentReportTest, AWholeReportSaysWhatIsAndNotWhatRose) {
    reports({{Pole::bytes, 2000}}, {.whole = true});
    ASSERT_EQ(urgent.size(), 1U);
    EXPECT_TRUE(urgent[0].whole);
    EXPECT_TRUE(urgent[0].before.empty());
}

TEST_F(UrgentReportTest, SoDoesABirth) {
    pole.bd_seq = 1;
    says(pole, Verb::nbirth, pole.birth(now()));
    ASSERT_EQ(urgent.size(), 1U);
    EXPECT_EQ(urgent[0].taken, now().wall);
    EXPECT_TRUE(urgent[0].before.empty());
}

TEST_F(UrgentReportTest, ABirthThatOnlyAddsSeriesComesWithTheValuesBeforeIt) {
    const auto held = pole.series.size();
    pole.series.push_back(pole.series.back());
    pole.series.back().properties.front().second = "another";
    says(pole, Verb::nbirth, pole.birth(now()));
    ASSERT_EQ(urgent.size(), 1U);
    ASSERT_EQ(urgent[0].before.size(), held);
    EXPECT_EQ(urgent[0].before[Pole::bytes - 1], 1000);
}

TEST_F(UrgentReportTest, ABirthWithAnotherListTellsNothingOfBefore) {
    std::swap(pole.series[Pole::bytes - 1], pole.series[Pole::bytes]);
    says(pole, Verb::nbirth, pole.birth(now()));
    ASSERT_EQ(urgent.size(), 1U);
    EXPECT_TRUE(urgent[0].before.empty());
}

TEST_F(UrgentReportTest, WhatCanWaitIsNotWrittenDown) {
    reports({{Pole::bytes, 2000}}, {});
    EXPECT_TRUE(urgent.empty());
}

TEST_F(UrgentReportTest, WhatIsLateIsNeverUrgent) {
    reports({{Pole::bytes, 2000}},
            {.age = std::chrono::minutes(10), .whole = true, .urgent = true, .historical = true});
    EXPECT_TRUE(urgent.empty());
}

TEST_F(UrgentReportTest, AReportThatComesTwiceIsUrgentOnce) {
    const auto report = pole.report(now(), {{Pole::bytes, 2000}}, {.urgent = true});
    says(pole, Verb::ndata, report);
    pole.seq -= 1;
    says(pole, Verb::ndata,
         pole.report(now(), {}, {.urgent = true, .range = ReportRange{ReportNumber{1}, ReportNumber{1}}}));
    EXPECT_EQ(urgent.size(), 1U);
}

TEST_F(UrgentReportTest, ANodeThatDoesNotKnowTheTimeIsTakenAtOurs) {
    pole.clock_known = false;
    reports({{Pole::bytes, 2000}}, {.age = Milliseconds{300}, .urgent = true});
    ASSERT_EQ(urgent.size(), 1U);
    EXPECT_EQ(urgent[0].taken, now().wall);
}

TEST_F(UrgentReportTest, AClockThatIsAheadIsNotAheadOfOurs) {
    auto ahead = now();
    ahead.wall += Milliseconds{5000};
    says(pole, Verb::ndata, pole.report(ahead, {{Pole::bytes, 2000}}, {.urgent = true}));
    ASSERT_EQ(urgent.size(), 1U);
    EXPECT_EQ(urgent[0].taken, now().wall);
}

TEST_F(UrgentReportTest, AfterARestartNothingIsKnownToHaveBeenBefore) {
    restart();
    urgent.clear();
    reports({{Pole::bytes, 2000}}, {.urgent = true});
    ASSERT_EQ(urgent.size(), 1U);
    ASSERT_EQ(urgent[0].before.size(), pole.series.size());
    EXPECT_TRUE(std::isnan(urgent[0].before[Pole::bytes - 1]));
    says(healthy, Verb::nbirth, healthy.birth(now()));
    says(healthy, Verb::ndata, healthy.report(now(), {{Pole::bytes, 4242}}));
}

}  // namespace
}  // namespace magpie::collector
