#include "collector/ingest/ingest.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/unit/collector/ingest/deflated.hpp"
#include "tests/unit/collector/ingest/ingest_pole.hpp"

namespace magpie::collector {
namespace {

using fakes::ForeignEdge;
using fakes::Pole;
using sparkplug::DataType;
using sparkplug::PayloadEncoder;

// ---- births

TEST_F(IngestTest, ABirthBringsTheNodeUpWithItsValues) {
    born(pole);
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_EQ(bytes(), 1000);
    EXPECT_EQ(value(pole, Pole::celsius), 41.5);
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(IngestTest, ANodeOfALaterVersionIsShownWithSeriesOfItsOwn) {
    pole.series.push_back(
        {"wifi/phy0/of_tomorrow_ratio", DataType::float64, {{"radio", "phy0"}, {"colour", "x"}}, 0.5});
    born(pole);
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_EQ(value(pole, 6), 0.5);
    // Of the next version after that: names and commands that nobody here knows, in the same report.
    auto payload = pole.report(now(), {{Pole::bytes, 1500}, {6, 0.25}});
    PayloadEncoder(payload).text({.name = "Node Control/Of Tomorrow", .with_datatype = true}, "x");
    says(pole, Verb::ndata, payload);
    EXPECT_EQ(bytes(), 1500);
    EXPECT_EQ(value(pole, 6), 0.25);
    EXPECT_EQ(refused(Reason::unknown_alias), 1U) << "counted, and nothing else of it refused";
    EXPECT_EQ(refused_in_all(), 1U);
}

TEST_F(IngestTest, ABirthIsRemembered) {
    born(pole);
    ASSERT_TRUE(remembered.contains("pole"));
    EXPECT_EQ(remembered.at("pole").node.area, "mapo");
    EXPECT_EQ(remembered.at("pole").node.interval, Milliseconds{10000});
    EXPECT_FALSE(remembered.at("pole").node.down);
    EXPECT_FALSE(remembered.at("pole").plan.empty());
}

TEST_F(IngestTest, ANodeIsToldAtOnceAfterItsBirthWhatArrived) {
    reports(pole);
    born(pole);
    pass(Milliseconds{250});
    ASSERT_TRUE(ledgers.contains("pole"));
    EXPECT_EQ(told("pole").epoch, pole.epoch);
    EXPECT_EQ(told("pole").received, ReportNumber{0});
}

TEST_F(IngestTest, ASeriesThatIsNullInTheBirthIsAbsent) {
    pole.series[3].value.reset();
    born(pole);
    EXPECT_EQ(value(pole, Pole::celsius), std::nullopt);
    EXPECT_EQ(bytes(), 1000);
}

TEST_F(IngestTest, NodesWithTheSameListShareAShape) {
    born(pole);
    EXPECT_EQ(fleet->counts().shapes, 1U);
}

TEST_F(IngestTest, ABirthWithAnotherListReplacesTheOneBefore) {
    born(pole);
    pole.series.push_back({"link/eth1/up", DataType::boolean, {{"interface", "eth1"}}, 1});
    born(pole);
    EXPECT_EQ(value(pole, 6), 1);
    EXPECT_EQ(fleet->counts().shapes, 2U);
}

TEST_F(IngestTest, AWrongFieldInTheBirthMakesThatSeriesAbsent) {
    auto payload = pole.birth(now());
    PayloadEncoder(payload).bytes({.name = "host/x", .alias = 6, .with_datatype = true}, "x");
    says(pole, Verb::nbirth, payload);
    EXPECT_EQ(life(pole), std::nullopt);  // the list is no longer the shape
    EXPECT_EQ(refused(Reason::shape), 1U);
}

TEST_F(IngestTest, ABirthThatIsRefusedLeavesTheOneBefore) {
    born(pole);
    auto bad = pole;
    bad.claimed_shape = 1;
    born(bad);
    reports(pole, {{Pole::bytes, 1500}});
    EXPECT_EQ(bytes(), 1500);
}

TEST_F(IngestTest, ABirthOnTheTopicOfDataIsNoBirth) {
    says(pole, Verb::ndata, pole.birth(now()));
    EXPECT_EQ(life(pole), std::nullopt);
    EXPECT_EQ(refused(Reason::not_born), 1U);
}

TEST_F(IngestTest, DataOnTheTopicOfABirthIsNoBirth) {
    born(pole);
    says(pole, Verb::nbirth, pole.report(now(), {{Pole::bytes, 7}}));
    EXPECT_EQ(refused(Reason::alias_order), 1U);
    EXPECT_EQ(bytes(), 1000);
}

TEST_F(IngestTest, ADeathOnTheTopicOfABirthIsNoBirth) {
    says(pole, Verb::nbirth, pole.death(now()));
    EXPECT_EQ(refused(Reason::seq_missing), 1U);
}

TEST_F(IngestTest, AnOrdinalBeyondAByteIsRefused) {
    std::string payload;
    PayloadEncoder(payload).timestamp(now().wall);
    payload += std::string("\x18\x80\x02", 3);  // seq 256
    born(pole);
    says(pole, Verb::ndata, payload);
    says(foreign, Verb::nbirth, payload);
    EXPECT_EQ(refused(Reason::field_type), 2U);
}

TEST_F(IngestTest, AsManyMetricsAsAllowedAreTakenAndOneMoreIsNot) {
    while (pole.series.size() < settings.payload.metrics - 3) {  // beside bdSeq, Rebirth and report
        const auto name = std::to_string(pole.series.size());
        pole.series.push_back({"link/" + name + "/up", DataType::boolean, {{"interface", name}}, 1});
    }
    auto full = pole;
    born(full);
    EXPECT_EQ(refused_in_all(), 0U);
    pole.id = "other";
    pole.series.push_back({"link/last/up", DataType::boolean, {{"interface", "last"}}, 1});
    born(pole);
    EXPECT_EQ(refused(Reason::too_many_metrics), 1U);
}

TEST_F(IngestTest, ManyNodesOfOneIdentityFillNoMoreThanTheirPlaces) {
    for (int i = 0; i < 1000; ++i) {
        ForeignEdge edge{.id = "n" + std::to_string(i)};
        born(edge);
    }
    EXPECT_EQ(refused(Reason::too_many_nodes), 1000U - 3U);
}

// ---- reports

TEST_F(IngestTest, AReportChangesWhatItNames) {
    born(pole);
    reports(pole, {{Pole::bytes, 1234}});
    EXPECT_EQ(bytes(), 1234);
    EXPECT_EQ(value(pole, Pole::celsius), 41.5);
}

TEST_F(IngestTest, SamplesAndDelaysAreCounted) {
    born(pole);
    const auto before = ingest->counters();
    reports(pole, {{Pole::bytes, 1234}, {Pole::up, 0}}, {.age = Milliseconds{300}});
    EXPECT_EQ(ingest->counters().samples - before.samples, 2U);
    EXPECT_NEAR(ingest->counters().delay_sum - before.delay_sum, 0.3, 1e-9);
    EXPECT_EQ(ingest->counters().delays[5], before.delays[5] + 1);  // up to 0.5 s
}

TEST_F(IngestTest, ANullSaysThatASeriesHasGone) {
    born(pole);
    reports(pole, {{Pole::celsius, std::nullopt}});
    EXPECT_EQ(value(pole, Pole::celsius), std::nullopt);
}

TEST_F(IngestTest, WhatAWholeReportDoesNotNameHasGone) {
    born(pole);
    reports(pole, {{Pole::interval, 10}, {Pole::bytes, 2000}, {Pole::up, 1}, {Pole::info, 1}}, {.whole = true});
    EXPECT_EQ(value(pole, Pole::celsius), std::nullopt);
    EXPECT_EQ(value(pole, Pole::up), 1);
}

TEST_F(IngestTest, WhatAnOrdinaryReportDoesNotNameStays) {
    born(pole);
    reports(pole, {});
    EXPECT_EQ(value(pole, Pole::celsius), 41.5);
}

TEST_F(IngestTest, NotANumberMakesASeriesAbsentUntilAGoodValueComes) {
    born(pole);
    reports(pole, {{Pole::celsius, std::numeric_limits<double>::infinity()}});
    EXPECT_EQ(value(pole, Pole::celsius), std::nullopt);
    reports(pole, {{Pole::celsius, 20}});
    EXPECT_EQ(value(pole, Pole::celsius), 20);
    EXPECT_EQ(refused(Reason::not_a_number), 1U);
}

TEST_F(IngestTest, ABadSampleHarmsNoOtherOfItsReport) {
    born(pole);
    reports(pole, {{Pole::celsius, 900}, {Pole::bytes, 5000}, {99, 1}});
    EXPECT_EQ(bytes(), 5000);
    EXPECT_EQ(refused(Reason::out_of_bounds), 1U);
    EXPECT_EQ(refused(Reason::unknown_alias), 1U);
}

TEST_F(IngestTest, AValueInTheWrongFieldIsRefusedAndTheSeriesAbsent) {
    born(pole);
    auto payload = pole.report(now());
    PayloadEncoder(payload).number({.alias = Pole::bytes, .time = now().wall}, DataType::float64, 7);
    says(pole, Verb::ndata, payload);
    EXPECT_EQ(refused(Reason::field_type), 1U);
    EXPECT_EQ(bytes(), std::nullopt);
}

TEST_F(IngestTest, ACounterThatRunsBackwardsIsAppliedAndCounted) {
    born(pole);
    reports(pole, {{Pole::bytes, 10}});
    EXPECT_EQ(bytes(), 10);
    EXPECT_EQ(ingest->counters().counter_resets, 1U);
}

TEST_F(IngestTest, AGaugeThatFallsIsNoReset) {
    born(pole);
    reports(pole, {{Pole::celsius, -5}});
    EXPECT_EQ(ingest->counters().counter_resets, 0U);
}

TEST_F(IngestTest, AnUnknownAliasAsksForARebirth) {
    born(pole);
    reports(pole, {{6, 1}});
    pass(Milliseconds{250});
    EXPECT_EQ(rebirths_asked("pole"), 1U);
}

TEST_F(IngestTest, AMetricWithNeitherNameNorAliasIsUnknown) {
    born(pole);
    auto payload = pole.report(now());
    PayloadEncoder(payload).number({.time = now().wall}, DataType::float64, 7);
    says(pole, Verb::ndata, payload);
    EXPECT_EQ(refused(Reason::unknown_alias), 1U);
}

TEST_F(IngestTest, ATimeOfOneSampleThatIsOffCostsThatSampleAlone) {
    born(pole);
    auto payload = pole.report(now(), {{Pole::bytes, 3000}});
    PayloadEncoder(payload).number({.alias = Pole::celsius, .time = UtcMs{}}, DataType::float32, 7);
    says(pole, Verb::ndata, payload);
    EXPECT_EQ(refused(Reason::time_off), 1U);
    EXPECT_EQ(value(pole, Pole::celsius), 41.5);
    EXPECT_EQ(bytes(), 3000);
}

TEST_F(IngestTest, ATimeWithinTheLimitsIsTakenAndJustBeyondIsNot) {
    born(pole);
    auto ahead = now();
    ahead.wall += settings.ahead;
    says(pole, Verb::ndata, pole.report(ahead, {{Pole::bytes, 2000}}));
    EXPECT_EQ(bytes(), 2000);
    ahead.wall += Milliseconds{1};
    says(pole, Verb::ndata, pole.report(ahead, {{Pole::bytes, 3000}}));
    EXPECT_EQ(bytes(), 2000);
    EXPECT_EQ(refused(Reason::time_off), 1U);
}

TEST_F(IngestTest, AJumpOfOurOwnClockIsOverWithTheJump) {
    born(pole);
    for (const Milliseconds by : {std::chrono::hours(24 * 40), std::chrono::hours(-24 * 40)}) {
        const auto before = refused(Reason::time_off);
        auto truth = now();
        clock.wall_steps(by);
        says(pole, Verb::ndata, pole.report(truth, {{Pole::bytes, 3000}}));
        EXPECT_EQ(refused(Reason::time_off), before + 1);
        EXPECT_EQ(life(pole), Life::up);
        clock.wall_steps(-by);
        reports(pole, {{Pole::bytes, 4000}});
        EXPECT_EQ(bytes(), 4000);
    }
}

TEST_F(IngestTest, AReportRefusedForItsTimeIsSettledAllTheSame) {
    born(pole);
    auto ahead = now();
    ahead.wall += std::chrono::hours(24);
    says(pole, Verb::ndata, pole.report(ahead));
    pass(settings.acknowledge_every);
    EXPECT_EQ(ledger(pole).received(), ReportNumber{1});
}

TEST_F(IngestTest, WhileAClockIsNotKnownItsTimesAreNotJudged) {
    pole.clock_known = false;
    auto no_battery = now();
    no_battery.wall = UtcMs{Milliseconds{5000}};
    says(pole, Verb::nbirth, pole.birth(no_battery));
    says(pole, Verb::ndata, pole.report(no_battery, {{Pole::bytes, 2000}}));
    EXPECT_EQ(bytes(), 2000);
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(IngestTest, AHistoricalReportIsReceivedAndChangesNothing) {
    born(pole);
    reports(pole, {{Pole::bytes, 1}}, {.historical = true});
    EXPECT_EQ(bytes(), 1000);
    EXPECT_EQ(ingest->counters().historical_reports, 1U);
    pass(settings.acknowledge_every);
    EXPECT_EQ(ledger(pole).received(), ReportNumber{1});
}

TEST_F(IngestTest, AReportThatComesTwiceIsAppliedOnce) {
    born(pole);
    reports(pole, {{Pole::bytes, 2000}});
    reports(pole, {{Pole::bytes, 3000}});
    reports(pole, {{Pole::bytes, 2000}}, {.range = ReportRange{ReportNumber{1}, ReportNumber{1}}});
    EXPECT_EQ(bytes(), 3000);
    EXPECT_EQ(ingest->counters().duplicate_reports, 1U);
}

TEST_F(IngestTest, AReportWithoutANumberIsRefused) {
    born(pole);
    reports(pole, {{Pole::bytes, 2000}}, {.range = ReportRange{}});
    EXPECT_EQ(refused(Reason::header), 1U);
    EXPECT_EQ(bytes(), 1000);
}

TEST_F(IngestTest, ACompressedReportIsTaken) {
    born(pole);
    const auto plain = pole.report(now(), {{Pole::bytes, 2000}});
    std::string payload;
    const auto add = [&payload](char tag, const std::string& bytes) {
        payload += tag;
        payload += static_cast<char>(bytes.size());
        payload += bytes;
    };
    const auto body = fakes::deflated(plain, fakes::Wrapping::gzip);
    ASSERT_LT(body.size(), 128U);
    add('\x22', "SPBV1.0_COMPRESSED");
    add('\x2a', body);
    says(pole, Verb::ndata, payload);
    EXPECT_EQ(bytes(), 2000);
}

TEST_F(IngestTest, CommandsOfAnotherHostAreNoneOfOurs) {
    hears("spBv1.0/mapo/NCMD/pole", "\xff");
    hears("spBv1.0/mapo/DCMD/pole/door", "\xff");
    hears("spBv1.0/STATE/other", "\xff");
    EXPECT_EQ(refused_in_all(), 0U);
    EXPECT_EQ(life(pole), std::nullopt);
}

}  // namespace
}  // namespace magpie::collector
