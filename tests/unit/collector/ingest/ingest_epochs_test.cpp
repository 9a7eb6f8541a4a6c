// Epochs that have ended: their reports, what the node is told of them, and how fast it may send them.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "collector/ingest/ingest.hpp"
#include "tests/unit/collector/ingest/ingest_fixture.hpp"
#include "tests/unit/collector/ingest/ledgers.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;

class IngestEpochsTest : public IngestFixture {
  protected:
    IngestEpochsTest() { settings.acknowledge_every = Milliseconds{5000}; }
    /// From a birth on that lists an epoch of which 3 to 9 are held.
    void begins(bool with_history) {
        logs = with_history;
        begin();
        healthy.oldest = next(healthy.newest);  // no backlog
        says(healthy, Verb::nbirth, healthy.birth(now()));
        says(healthy, Verb::ndata, healthy.report(now(), {{Pole::bytes, 4242}}));
        pole.earlier = {ended};
        says(pole, Verb::nbirth, pole.birth(now()));
        log.reports.clear();
        log.samples.clear();
    }
    void reports(const Pole::Values& values = {}, const Pole::Said& said = {}) {
        says(pole, Verb::ndata, pole.report(now(), values, said));
    }
    void reports_ended(std::uint64_t number) {
        reports({{Pole::bytes, 7}}, {.age = std::chrono::minutes(50), .range = only(number), .of = ended});
    }
    /// What it was told last of the ended epoch; nothing when it was not.
    [[nodiscard]] std::optional<Acknowledge> told_ended() const {
        const auto& words = ledgers.at("pole").acknowledgements;
        const auto found = std::ranges::find(words, ended.epoch, &Acknowledge::epoch);
        return found == words.end() ? std::nullopt : std::optional(*found);
    }
    void expect_told(std::uint64_t received, std::uint64_t safe, std::uint64_t highest) {
        const auto word = told_ended();
        ASSERT_TRUE(word);
        EXPECT_EQ(word->received, ReportNumber{received});
        EXPECT_EQ(word->safe, ReportNumber{safe});
        EXPECT_EQ(word->highest, ReportNumber{highest});
    }
    /// The pole goes on reporting.
    void passes(Milliseconds time) {
        for (const auto end = now().mono + time; now().mono < end;) {
            reports();
            pass(std::min(Milliseconds{2500}, end - now().mono));
        }
    }

    Pole pole;
    EarlierEpoch ended = still_held(Epoch{77}, 3, 9);
};

TEST_F(IngestEpochsTest, AReportOfAnEndedEpochIsForTheHistoryUnderItsOwnName) {
    begins(true);
    reports_ended(3);
    EXPECT_EQ(value(pole, Pole::bytes), 1000) << "never for the present";
    ASSERT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(log.reports[0].epoch, ended.epoch);
    EXPECT_EQ(log.reports[0].range, only(3));
    EXPECT_EQ(log.reports[0].time_ms, (now().wall - std::chrono::minutes(50)).time_since_epoch().count());
    EXPECT_EQ(log.samples.size(), 1U);
    EXPECT_EQ(ingest->counters().historical_reports, 1U);
    reports_ended(3);
    EXPECT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(ingest->counters().duplicate_reports, 1U);
}

TEST_F(IngestEpochsTest, TheNodeIsToldOfEachEpochItLists) {
    begins(true);
    pass(Milliseconds{250});
    EXPECT_EQ(told("pole").epoch, pole.epoch);
    ASSERT_NO_FATAL_FAILURE(expect_told(2, 2, 2));
    passes(Milliseconds{2500});
    for (const std::uint64_t number : {3, 4, 6}) {
        reports_ended(number);
    }
    ingest->settled("pole", ended.epoch, only(3), now());
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(4, 3, 6));
    pole.earlier.clear();
    reports();
    pass(settings.acknowledge_every);
    EXPECT_FALSE(told_ended());
    EXPECT_EQ(lost(pole), 4U) << "5, 7, 8 and 9";
}

TEST_F(IngestEpochsTest, AnEpochOfWhichAllWasGivenUpIsToldOfUntilItIsListedNoMore) {
    begins(false);
    pole.earlier = {still_held(ended.epoch, 10, 9)};
    reports();
    pass(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(9, 9, 9));
    EXPECT_EQ(lost(pole), 7U);
}

TEST_F(IngestEpochsTest, WithoutAHistoryAnEndedEpochIsSafeAsItComes) {
    begins(false);
    for (std::uint64_t number = 3; number <= 9; ++number) {
        reports_ended(number);
    }
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(9, 9, 9));
    EXPECT_EQ(lost(pole), 0U);
}

TEST_F(IngestEpochsTest, WhatWasLostOnTheWayIsAskedForOnceNothingComesAnyMore) {
    begins(true);
    reports_ended(3);
    reports_ended(4);
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(4, 2, 4));
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(4, 2, 9));
    reports_ended(5);
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(5, 2, 5)) << "it has begun again";
}

TEST_F(IngestEpochsTest, WhileTheHistoryHasNoRoomNothingIsAskedFor) {
    begins(true);
    log.full = true;
    reports_ended(3);
    passes(settings.acknowledge_every * 3);
    ASSERT_NO_FATAL_FAILURE(expect_told(2, 2, 2));
    log.full = false;
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(2, 2, 9));
}

TEST_F(IngestEpochsTest, ASilentNodeIsToldAgainWhileSomethingOfAnEndedEpochIsMissing) {
    pole.series[0].value = 100;  // seconds from one report to the next
    begins(true);
    reports();
    pass(settings.acknowledge_every);
    ledgers.erase("pole");
    pass(settings.acknowledge_every);
    EXPECT_TRUE(ledgers.contains("pole"));
    says(pole, Verb::ndeath, pole.death(now()));
    pass(settings.acknowledge_every);
    ledgers.erase("pole");
    pass(settings.acknowledge_every * 3);
    EXPECT_FALSE(ledgers.contains("pole")) << "nobody is there to hear it";
}

TEST_F(IngestEpochsTest, AfterARestartWhatWasNotSafeIsAskedForAgain) {
    begins(true);
    for (std::uint64_t number = 3; number <= 9; ++number) {
        reports_ended(number);
    }
    ingest->settled("pole", ended.epoch, only(3), now());
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(9, 3, 9));
    restart();
    says(healthy, Verb::ndata, healthy.report(now(), {{Pole::bytes, 4242}, {Pole::celsius, 41.5}}));
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(3, 3, 9));
    EXPECT_EQ(lost(pole), 0U);
}

TEST_F(IngestEpochsTest, AReportOfAnEndedEpochOfANodeThatDoesNotKnowTheTimeIsDatedByItsAge) {
    begins(true);
    pole.clock_known = false;
    reports_ended(3);
    ASSERT_EQ(log.reports.size(), 1U);
    EXPECT_EQ(log.reports[0].samples, 1U);
    EXPECT_EQ(log.reports[0].time_ms, (now().wall - std::chrono::minutes(50)).time_since_epoch().count())
        << "one of an earlier boot is not sent before the node knows the time";
}

TEST_F(IngestEpochsTest, WhatTheNodeSaysIsLostIsCountedAndWaitedForNoMore) {
    begins(true);
    reports_ended(3);
    reports({}, {.lost = true, .range = ReportRange{ReportNumber{4}, ReportNumber{6}}, .of = ended});
    EXPECT_EQ(lost(pole), 3U);
    EXPECT_EQ(log.reports.size(), 1U) << "nothing of it is for the history";
    reports({}, {.lost = true, .range = ReportRange{ReportNumber{3}, ReportNumber{6}}, .of = ended});
    EXPECT_EQ(lost(pole), 3U) << "once; and what has come is not lost";
    for (const std::uint64_t number : {7, 8, 9}) {
        reports_ended(number);
    }
    for (const std::uint64_t number : {3, 7, 8, 9}) {
        ingest->settled("pole", ended.epoch, only(number), now());
    }
    passes(settings.acknowledge_every);
    ASSERT_NO_FATAL_FAILURE(expect_told(9, 9, 9));
}

TEST_F(IngestEpochsTest, TheSameOfThePresentEpoch) {
    begins(true);
    reports();
    const auto newest = magpie::value(pole.newest);
    pole.newest = ReportNumber{newest + 2};
    reports({}, {.lost = true, .range = ReportRange{ReportNumber{newest + 1}, ReportNumber{newest + 2}}});
    EXPECT_EQ(lost(pole), 2U);
}

TEST_F(IngestEpochsTest, ABirthOfAnEndedEpochIsRefused) {
    const auto header = pole.header(only(4), {.of = still_held(pole.epoch, 1, 4)}, now());
    std::string payload;
    sparkplug::PayloadEncoder(payload)
        .timestamp(now().wall)
        .seq(0)
        .bytes({.name = report_metric, .alias = 0, .time = now().wall, .with_datatype = true}, encode(header));
    says(pole, Verb::nbirth, payload);
    EXPECT_EQ(refused(Reason::header), 1U);
    EXPECT_EQ(life(pole), std::nullopt);
}

// ---- the pace

TEST_F(IngestEpochsTest, NodesWithABacklogAreToldHowFarApartToSendIt) {
    settings.late_per_second = 10;
    begins(true);
    pass(Milliseconds{250});
    EXPECT_EQ(told("pole").late_spacing, Milliseconds{100});
    EXPECT_EQ(told_ended()->late_spacing, Milliseconds{100});
    Pole other{.id = "other", .newest = ReportNumber{5}};
    says(other, Verb::nbirth, other.birth(now()));
    pass(Milliseconds{250});
    EXPECT_EQ(told("other").late_spacing, Milliseconds{200}) << "it has reports that nobody has";
}

TEST_F(IngestEpochsTest, WhoBringsSomethingLateCountsForHalfAMinute) {
    settings.late_per_second = 10;
    begins(true);
    pole.earlier.clear();
    reports();
    reports({}, {.historical = true});
    passes(std::chrono::seconds(20));
    EXPECT_EQ(told("pole").late_spacing, Milliseconds{100});
    passes(std::chrono::seconds(20));
    EXPECT_EQ(told("pole").late_spacing, Milliseconds{0});
}

TEST_F(IngestEpochsTest, WhoStillListsWhatHasNotComeCountsHoweverSlowlyItSends) {
    settings.late_per_second = 10;
    begins(true);
    passes(std::chrono::seconds(60));
    EXPECT_EQ(told("pole").late_spacing, Milliseconds{100});
}

TEST_F(IngestEpochsTest, WhereFewHaveABacklogNobodyIsTold) {
    begins(true);
    pass(Milliseconds{250});
    EXPECT_EQ(told("pole").late_spacing, Milliseconds{0});
}

}  // namespace
}  // namespace magpie::collector
