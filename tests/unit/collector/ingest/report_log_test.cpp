// What Ingest writes down for the history, and when it calls a report safe.

#include "collector/ingest/report_log.hpp"

#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/unit/collector/ingest/ingest_fixture.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;

class ReportLogTest : public IngestFixture {
  public:
    ReportLogTest() {
        logs = true;
        settings.acknowledge_every = Milliseconds{5000};
        begin();
        says(healthy, Verb::nbirth, healthy.birth(now()));
        says(healthy, Verb::ndata, healthy.report(now(), {{Pole::bytes, 4242}}));
        says(pole, Verb::nbirth, pole.birth(now()));
        empties();
    }

    void reports(const Pole::Values& values = {}, const Pole::Said& said = {}) {
        says(pole, Verb::ndata, pole.report(now(), values, said));
    }
    void empties() {
        log.reports.clear();
        log.samples.clear();
    }
    void settles(std::uint64_t number) {
        ingest->settled("pole", pole.epoch, {ReportNumber{number}, ReportNumber{number}}, now());
    }
    [[nodiscard]] std::int64_t wall(Milliseconds age = Milliseconds{0}) const {
        return (now().wall - age).time_since_epoch().count();
    }
    /// Slot and value of every sample in the log.
    [[nodiscard]] std::vector<std::pair<std::uint32_t, double>> samples() const {
        std::vector<std::pair<std::uint32_t, double>> all;
        for (const auto& sample : log.samples) {
            all.emplace_back(sample.slot, sample.value);
        }
        return all;
    }
    [[nodiscard]] const Acknowledge& told() const { return IngestFixture::told("pole"); }

    using Samples = std::vector<std::pair<std::uint32_t, double>>;
    Pole pole;
};

TEST_F(ReportLogTest, AnAcceptedReportIsWrittenDownWithTheTimeOfItsNode) {
    reports({{Pole::bytes, 2000}, {Pole::celsius, 40}}, {.age = Milliseconds{700}});
    ASSERT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(log.reports[0].node, *fleet->find("mapo", "pole"));
    EXPECT_EQ(log.reports[0].epoch, pole.epoch);
    EXPECT_EQ(log.reports[0].range, (ReportRange{ReportNumber{1}, ReportNumber{1}}));
    EXPECT_EQ(log.reports[0].time_ms, wall(Milliseconds{700}));
    EXPECT_EQ(log.reports[0].samples, 2U);
    EXPECT_EQ(samples(), (Samples{{Pole::bytes - 1, 2000}, {Pole::celsius - 1, 40}}));
    EXPECT_EQ(log.samples[0].after_ms, 0);
}

TEST_F(ReportLogTest, ALateReportIsWrittenDownAndChangesNothingElse) {
    reports({{Pole::bytes, 7}}, {.age = std::chrono::minutes(50), .historical = true});
    ASSERT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(log.reports[0].time_ms, wall(std::chrono::minutes(50)));
    EXPECT_EQ(samples(), (Samples{{Pole::bytes - 1, 7}}));
    EXPECT_EQ(value(pole, Pole::bytes), 1000);
}

TEST_F(ReportLogTest, ANodeWithoutAClockIsDatedByTheAgeOfItsReport) {
    pole.clock_known = false;
    auto no_battery = now();
    no_battery.wall = UtcMs{Milliseconds{5000}};
    says(pole, Verb::nbirth, pole.birth(no_battery));
    says(pole, Verb::ndata, pole.report(no_battery, {{Pole::bytes, 2000}}, {.age = Milliseconds{3000}}));
    ASSERT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(log.reports[0].time_ms, wall(Milliseconds{3000}));
    EXPECT_EQ(log.samples[0].after_ms, 0);
}

TEST_F(ReportLogTest, ReportsOfANodeWithoutAClockThatComeTogetherKeepTheirTimesApart) {
    pole.clock_known = false;
    says(pole, Verb::nbirth, pole.birth(now()));
    reports({{Pole::bytes, 1}});
    const auto begun = wall();
    std::vector<std::string> delayed;
    for (int i = 0; i < 3; ++i) {
        clock.advance(Milliseconds{1000});
        delayed.push_back(pole.report(now(), {{Pole::bytes, 2}}));
    }
    clock.advance(Milliseconds{500});
    for (const auto& report : delayed) {
        says(pole, Verb::ndata, report);
    }
    ASSERT_EQ(log.reports.size(), 4U);
    for (int i = 0; i < 4; ++i) {
        EXPECT_EQ(log.reports[static_cast<std::size_t>(i)].time_ms, begun + i * 1000);
    }
}

TEST_F(ReportLogTest, ANodeWithoutAClockMayHaveASlowOne) {
    pole.clock_known = false;
    says(pole, Verb::nbirth, pole.birth(now()));
    reports();
    // Its clock loses half a second in three hours and a half, which is 40 in a million.
    clock.advance(std::chrono::minutes(210));
    auto slow = now();
    slow.mono -= Milliseconds{500};
    says(pole, Verb::ndata, pole.report(slow));
    ASSERT_EQ(log.reports.size(), 2U);
    EXPECT_EQ(log.reports.back().time_ms, wall());
}

TEST_F(ReportLogTest, WhatIsNotBelievedIsNotWrittenDown) {
    reports({{Pole::celsius, 5000}, {Pole::up, 1}});
    EXPECT_EQ(samples(), (Samples{{Pole::up - 1, 1}}));
    empties();
    reports({{Pole::celsius, 5000}}, {.historical = true});
    EXPECT_EQ(samples(), Samples{}) << "nor when it is late";
    EXPECT_EQ(refused(Reason::out_of_bounds), 2U);
}

TEST_F(ReportLogTest, ASeriesThatHasGoneLeavesNothing) {
    reports({{Pole::bytes, std::nullopt}});
    ASSERT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(samples(), Samples{});
}

TEST_F(ReportLogTest, AReportRefusedForItsTimeIsThereWithoutSamplesSoThatItIsSettledInItsPlace) {
    auto ahead = now();
    ahead.wall += std::chrono::hours(24);
    says(pole, Verb::ndata, pole.report(ahead, {{Pole::bytes, 2000}}));
    ASSERT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(log.reports[0].samples, 0U);
    says(pole, Verb::ndata, pole.report(ahead, {{Pole::bytes, 2000}}, {.historical = true}));
    ASSERT_EQ(log.reports.size(), 2U);
    EXPECT_EQ(log.reports[1].samples, 0U) << "a late one must not be ahead either";
    EXPECT_EQ(refused(Reason::time_off), 2U);
}

TEST_F(ReportLogTest, AReportThatComesTwiceIsThereOnce) {
    reports({{Pole::bytes, 2000}});
    reports({{Pole::bytes, 2000}}, {.historical = true, .range = ReportRange{ReportNumber{1}, ReportNumber{1}}});
    EXPECT_EQ(log.reports.size(), 1U);
}

TEST_F(ReportLogTest, ABirthIsNoReport) {
    says(pole, Verb::nbirth, pole.birth(now()));
    EXPECT_TRUE(log.reports.empty());
}

TEST_F(ReportLogTest, WhatIsReceivedIsToldAndIsSafeOnlyOnceItIsSettled) {
    reports();
    reports();
    pass(settings.acknowledge_every + Milliseconds{250});
    EXPECT_EQ(told().received, ReportNumber{2});
    EXPECT_EQ(told().safe, ReportNumber{0});
    settles(1);
    pass(settings.acknowledge_every + Milliseconds{250});
    EXPECT_EQ(told().safe, ReportNumber{1});
    settles(2);
    pass(settings.acknowledge_every + Milliseconds{250});
    EXPECT_EQ(told().safe, ReportNumber{2});
}

TEST_F(ReportLogTest, ANodeNotToldForLongHearsAtOnceWhatIsSafe) {
    reports();
    pass(settings.acknowledge_every * 2);
    settles(1);
    pass(Milliseconds{250});
    EXPECT_EQ(told().safe, ReportNumber{1});
}

TEST_F(ReportLogTest, OfAnEpochThatIsOverNothingSettles) {
    reports();
    const auto before = pole.epoch;
    pole.epoch = Epoch{99};
    pole.newest = ReportNumber{};
    says(pole, Verb::nbirth, pole.birth(now()));
    reports();
    ingest->settled("pole", before, {ReportNumber{1}, ReportNumber{1}}, now());
    ingest->settled("nobody", before, {ReportNumber{1}, ReportNumber{1}}, now());
    pass(settings.acknowledge_every * 2);
    EXPECT_EQ(told().safe, ReportNumber{0});
}

TEST_F(ReportLogTest, WhileThereIsNoRoomThePresentGoesOnAndTheNumbersStayOpen) {
    reports();
    log.full = true;
    reports({{Pole::bytes, 3000}});
    reports({{Pole::bytes, 7}}, {.historical = true});
    EXPECT_EQ(value(pole, Pole::bytes), 3000);
    EXPECT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(ingest->counters().not_taken_reports, 2U);
    pass(settings.acknowledge_every + Milliseconds{250});
    EXPECT_EQ(told().received, ReportNumber{1});
    EXPECT_EQ(told().highest, ReportNumber{1}) << "nothing is asked for while there is no room";
    log.full = false;
    reports({{Pole::bytes, 4000}});
    pass(settings.acknowledge_every + Milliseconds{250});
    EXPECT_EQ(told().received, ReportNumber{1});
    EXPECT_EQ(told().highest, ReportNumber{4}) << "now it is";
    empties();
    reports({{Pole::bytes, 3000}}, {.historical = true, .range = ReportRange{ReportNumber{2}, ReportNumber{2}}});
    EXPECT_EQ(samples(), (Samples{{Pole::bytes - 1, 3000}}));
}

TEST_F(ReportLogTest, WhatWasNotSafeAtARestartIsAskedForAgain) {
    reports();
    reports();
    settles(1);
    pass(settings.acknowledge_every * 2);
    ASSERT_EQ(told().received, ReportNumber{2});
    restart();
    says(healthy, Verb::ndata, healthy.report(now(), {{Pole::bytes, 4242}, {Pole::celsius, 41.5}}));
    reports();
    pass(settings.acknowledge_every + Milliseconds{250});
    EXPECT_EQ(told().received, ReportNumber{1});
    EXPECT_EQ(told().highest, ReportNumber{3});
}

}  // namespace
}  // namespace magpie::collector
