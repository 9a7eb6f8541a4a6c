#include "collector/ingest/ingest.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>
#include <vector>

#include "tests/unit/collector/ingest/deflated.hpp"
#include "tests/unit/collector/ingest/ingest_fixture.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie::collector {
namespace {

using fakes::ForeignEdge;
using fakes::Pole;
using sparkplug::DataType;
using sparkplug::PayloadEncoder;

class IngestTest : public IngestFixture {
  protected:
    void born(Pole& one) { says(one, Verb::nbirth, one.birth(now())); }
    void born(ForeignEdge& one) { says(one, Verb::nbirth, one.birth(now())); }
    void reports(Pole& one, const Pole::Values& values = {}) { says(one, Verb::ndata, one.report(now(), values)); }
    void reports(Pole& one, const Pole::Values& values, const Pole::Said& said) {
        says(one, Verb::ndata, one.report(now(), values, said));
    }
    void dies(const Pole& one) { says(one, Verb::ndeath, one.death(now())); }
    /// What the ledger was when it was last settled.
    Ledger ledger(const Pole& one) { return Ledger::decode(ledgers.at(one.id).ledger); }
    [[nodiscard]] std::optional<double> bytes() const { return value(pole, Pole::bytes); }
    /// The healthy pole says again all that it is watched for.
    void heal() { reports(healthy, {{Pole::bytes, 4242}, {Pole::celsius, 41.5}}); }

    Pole pole;
    ForeignEdge foreign;
};

// ---- births

TEST_F(IngestTest, ABirthBringsTheNodeUpWithItsValues) {
    born(pole);
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_EQ(bytes(), 1000);
    EXPECT_EQ(value(pole, Pole::celsius), 41.5);
    EXPECT_EQ(refused_in_all(), 0U);
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

// ---- death

TEST_F(IngestTest, ADeathTakesTheSeriesAtOnce) {
    born(pole);
    dies(pole);
    EXPECT_EQ(life(pole), Life::down);
    EXPECT_EQ(bytes(), std::nullopt);
    EXPECT_TRUE(remembered.at("pole").node.down);
}

TEST_F(IngestTest, ADeathOfAnEarlierSessionChangesNothing) {
    born(pole);
    const auto old_will = pole.death(now());
    ++pole.bd_seq;
    born(pole);
    says(pole, Verb::ndeath, old_will);
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_EQ(refused(Reason::stale_death), 1U);
}

TEST_F(IngestTest, ADeathThatNamesNoSessionChangesNothing) {
    born(pole);
    std::string payload;
    PayloadEncoder(payload).timestamp(now().wall);
    says(pole, Verb::ndeath, payload);
    EXPECT_EQ(life(pole), Life::up);
}

TEST_F(IngestTest, DataAfterDeathAsksForABirth) {
    born(pole);
    dies(pole);
    reports(pole, {{Pole::bytes, 7}});
    EXPECT_EQ(life(pole), Life::down);
    pass(Milliseconds{250});
    EXPECT_EQ(rebirths_asked("pole"), 1U);
}

TEST_F(IngestTest, ABirthAfterDeathBringsTheNodeBack) {
    born(pole);
    dies(pole);
    born(pole);
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_EQ(bytes(), 1000);
}

TEST_F(IngestTest, ThreeIntervalsOfSilenceAreADeath) {
    born(pole);
    pass(Milliseconds{29750});
    EXPECT_EQ(life(pole), Life::up);
    pass(Milliseconds{250});
    EXPECT_EQ(life(pole), Life::down);
    EXPECT_TRUE(remembered.at("pole").node.down);
}

TEST_F(IngestTest, ANodeThatWasSilentGoesOnWithinItsSession) {
    born(pole);
    pass(Milliseconds{40000});
    reports(pole, {{Pole::bytes, 2000}});
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_EQ(bytes(), 2000);
    pass(Milliseconds{250});
    EXPECT_EQ(rebirths_asked("pole"), 0U);
    EXPECT_FALSE(remembered.at("pole").node.down);
}

TEST_F(IngestTest, TheIntervalOfTheBirthSaysHowLongSilenceMayBe) {
    pole.series[0].value = 60;
    born(pole);
    pass(Milliseconds{120000});
    EXPECT_EQ(life(pole), Life::up);
}

TEST_F(IngestTest, AnIntervalThatIsNoneMeansNoDeathBySilence) {
    for (const double seconds : {0.0, -10.0, 1e300, std::numeric_limits<double>::quiet_NaN()}) {
        pole.series[0].value = seconds;
        born(pole);
        pass(Milliseconds{40000});
        EXPECT_EQ(life(pole), Life::up) << seconds;
    }
}

TEST_F(IngestTest, ADeadNodeIsForgottenAfter30Days) {
    born(pole);
    dies(pole);
    clock.advance(collector::remembered - Milliseconds{1000});
    pass(Milliseconds{500});
    EXPECT_EQ(life(pole), Life::down);
    pass(Milliseconds{1000});
    EXPECT_EQ(life(pole), std::nullopt);
    EXPECT_FALSE(remembered.contains("pole"));
}

TEST_F(IngestTest, ANodeThatNeverGaveBirthIsForgottenAndItsPlaceIsFree) {
    for (const auto* id : {"one", "two", "three"}) {
        Pole one{.id = id};
        reports(one);
    }
    born(pole);
    EXPECT_EQ(refused(Reason::too_many_nodes), 1U);
    pass(std::chrono::minutes(10));
    born(pole);
    EXPECT_EQ(life(pole), Life::up);
}

// ---- our own connection, and restarts

TEST_F(IngestTest, AfterOurConnectionWasLostAMagpieNodeGoesOnWithoutABirth) {
    born(pole);
    reports(pole);
    ingest->connection_lost();
    (void)pole.report(now());
    ingest->connected(now());
    reports(pole, {{Pole::bytes, 2000}});
    EXPECT_EQ(bytes(), 2000);
    pass(Milliseconds{5000});
    EXPECT_EQ(rebirths_asked("pole"), 0U);
}

TEST_F(IngestTest, AGapThatWasWaitedForEndsWithTheConnection) {
    born(pole);
    (void)pole.report(now());
    reports(pole);
    ingest->connection_lost();
    pass(settings.reorder_timeout + Milliseconds{1000});
    for (int i = 0; i < 5; ++i) {
        (void)pole.report(now());
    }
    ingest->connected(now());
    reports(pole, {{Pole::bytes, 2000}});
    EXPECT_EQ(bytes(), 2000);
    pass(Milliseconds{5000});
    EXPECT_EQ(rebirths_asked("pole"), 0U);
}

TEST_F(IngestTest, AfterOurConnectionWasLostAForeignEdgeIsReborn) {
    born(foreign);
    ingest->connection_lost();
    ingest->connected(now());
    says(foreign, Verb::ndata, foreign.data(now()));
    EXPECT_EQ(refused(Reason::not_born), 1U);
    pass(Milliseconds{250});
    EXPECT_EQ(rebirths_asked("plc"), 1U);
}

TEST_F(IngestTest, WithoutAConnectionNoRebirthIsAsked) {
    ingest->connection_lost();
    reports(pole);
    pass(Milliseconds{1000});
    EXPECT_EQ(rebirths_asked("pole"), 0U);
    ingest->connected(now());
    pass(Milliseconds{250});
    EXPECT_EQ(rebirths_asked("pole"), 1U);
}

TEST_F(IngestTest, ARestartNeedsNoRebirthOfMagpieNodes) {
    born(pole);
    reports(pole, {{Pole::bytes, 2000}});
    pass(settings.acknowledge_every);
    reports(pole);
    restart();
    EXPECT_EQ(life(pole), Life::expected);
    reports(pole, {{Pole::bytes, 3000}});
    heal();
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_EQ(bytes(), 3000);
    EXPECT_EQ(value(pole, Pole::celsius), std::nullopt) << "not known before it is said again";
    pass(Milliseconds{10000});
    EXPECT_TRUE(asked.empty());
}

TEST_F(IngestTest, ARestartKnowsWhatWasReceived) {
    born(pole);
    reports(pole);
    reports(pole);
    pass(Milliseconds{250});
    restart();
    reports(pole, {}, {.range = ReportRange{ReportNumber{2}, ReportNumber{2}}});
    EXPECT_EQ(ingest->counters().duplicate_reports, 1U);
    heal();
}

TEST_F(IngestTest, ARestartKnowsWhatWasLost) {
    born(pole);
    pole.newest = ReportNumber{9};
    pole.oldest = ReportNumber{5};
    reports(pole);
    pass(Milliseconds{250});
    restart();
    EXPECT_EQ(lost(pole), 4U);
    heal();
}

TEST_F(IngestTest, ARestartAlwaysAsksForeignEdgesForARebirth) {
    born(foreign);
    restart();
    heal();
    pass(Milliseconds{250});
    EXPECT_EQ(rebirths_asked("plc"), 1U);
    EXPECT_EQ(life(foreign), Life::expected);
}

TEST_F(IngestTest, ANodeThatNeverComesBackAfterARestartIsDeadBySilence) {
    born(pole);
    restart();
    heal();
    pass(Milliseconds{29750});
    EXPECT_EQ(life(pole), Life::expected);
    pass(Milliseconds{500});
    EXPECT_EQ(life(pole), Life::down);
}

TEST_F(IngestTest, ANodeThatWasDownBeforeARestartIsDownAfterIt) {
    born(pole);
    dies(pole);
    restart();
    heal();
    EXPECT_EQ(life(pole), Life::down);
    reports(pole);
    pass(Milliseconds{250});
    EXPECT_EQ(rebirths_asked("pole"), 1U);
}

TEST_F(IngestTest, AWillThatComesAfterARestartIsADeath) {
    born(pole);
    restart();
    heal();
    dies(pole);
    EXPECT_EQ(life(pole), Life::down);
}

TEST_F(IngestTest, AfterARestartAReportOfAnotherShapeIsNotGuessedAt) {
    born(pole);
    restart();
    heal();
    pole.claimed_shape = 5;
    reports(pole, {{Pole::bytes, 9}});
    pass(settings.reorder_timeout + Milliseconds{250});
    EXPECT_EQ(life(pole), Life::expected);
    EXPECT_EQ(rebirths_asked("pole"), 1U);
}

// ---- areas

TEST_F(IngestTest, ANodeBelongsToTheAreaOfItsBirth) {
    born(pole);
    auto impostor = pole;
    impostor.area = "gangnam";
    impostor.series[1].value = 1;
    born(impostor);
    dies(impostor);
    reports(impostor, {{Pole::bytes, 1}});
    EXPECT_EQ(bytes(), 1000);
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_EQ(refused(Reason::area_mismatch), 3U);
}

TEST_F(IngestTest, ANodeThatWasQuietForAWhileMayMove) {
    born(pole);
    reports(pole);
    dies(pole);
    pass(settings.move_after);
    auto moved = pole;
    moved.area = "gangnam";
    born(moved);
    EXPECT_EQ(life(moved), Life::up);
    EXPECT_EQ(life(pole), Life::down);
    ASSERT_EQ(forgotten.size(), 1U);
    EXPECT_EQ(forgotten[0].area, "mapo");
    EXPECT_EQ(remembered.at("pole").node.area, "gangnam");
}

TEST_F(IngestTest, ANodeThatMovesTakesItsLedgerAlong) {
    born(pole);
    reports(pole);
    dies(pole);
    pass(settings.move_after);
    pole.area = "gangnam";
    born(pole);
    reports(pole, {}, {.range = ReportRange{ReportNumber{1}, ReportNumber{1}}});
    EXPECT_EQ(ingest->counters().duplicate_reports, 1U);
}

TEST_F(IngestTest, ANodeThatDiedJustNowMayNotMove) {
    born(pole);
    dies(pole);
    pass(settings.move_after - Milliseconds{1000});
    pole.area = "gangnam";
    born(pole);
    EXPECT_EQ(refused(Reason::area_mismatch), 1U);
}

TEST_F(IngestTest, AMoveNeedsABirth) {
    born(pole);
    dies(pole);
    pass(settings.move_after);
    pole.area = "gangnam";
    reports(pole);
    EXPECT_EQ(refused(Reason::area_mismatch), 1U);
}

TEST_F(IngestTest, ABirthThatIsRefusedMovesNobody) {
    born(pole);
    reports(pole);
    dies(pole);
    pass(settings.move_after);
    auto moved = pole;
    moved.area = "gangnam";
    says(moved, Verb::nbirth, raw::number(1, 1));  // without a seq
    EXPECT_EQ(refused(Reason::seq_missing), 1U);
    EXPECT_TRUE(remembered.contains("pole")) << "nor is it forgotten";
    born(pole);
    EXPECT_EQ(life(pole), Life::up);
    reports(pole, {}, {.range = ReportRange{ReportNumber{1}, ReportNumber{1}}});
    EXPECT_EQ(ingest->counters().duplicate_reports, 1U);
}

TEST_F(IngestTest, AStrangerWhoNeverGaveBirthHoldsNobodysPlace) {
    auto squatter = pole;
    squatter.area = "gangnam";
    reports(squatter);
    born(pole);
    EXPECT_EQ(life(pole), Life::up);
}

TEST_F(IngestTest, WhenTheOldPlaceIsForgottenTheMovedNodeLivesOn) {
    born(pole);
    dies(pole);
    pass(settings.move_after);
    pole.area = "gangnam";
    pole.series[0].value = 3600;
    born(pole);
    clock.advance(collector::remembered);
    says(healthy, Verb::ndata, healthy.report(now()));
    reports(pole, {{Pole::bytes, 5}});
    pass(Milliseconds{250});
    EXPECT_EQ(life(pole), Life::up);
    EXPECT_TRUE(remembered.contains("pole"));
}

// ---- devices

class DeviceTest : public IngestTest {
  protected:
    DeviceTest() {
        born(pole);
        born(foreign);
    }
    void device_born(const std::string& name, const std::string& metric = "door", std::int64_t alias = -1) {
        says(foreign, Verb::dbirth, foreign.device_birth(now(), metric, alias), name);
    }
    [[nodiscard]] std::optional<bool> device_up(const std::string& name) const {
        for (const auto& device : fleet->node(*fleet->find(foreign.area, foreign.id)).devices) {
            if (device.name == name) {
                return device.up;
            }
        }
        return std::nullopt;
    }
};

TEST_F(DeviceTest, IsUpAfterItsBirth) {
    device_born("lamp");
    EXPECT_EQ(device_up("lamp"), true);
}

TEST_F(DeviceTest, IsDownAfterItsDeath) {
    device_born("lamp");
    says(foreign, Verb::ddeath, foreign.device_death(now()), "lamp");
    EXPECT_EQ(device_up("lamp"), false);
}

TEST_F(DeviceTest, IsDownSinceTheMomentItsDeathSays) {
    const auto since = [this](UtcMs said) {
        device_born("lamp");
        says(foreign, Verb::ddeath, foreign.device_death({.wall = said}), "lamp");
        EXPECT_EQ(device_up("lamp"), false);
        return fleet->node(*fleet->find(foreign.area, foreign.id)).devices.at(0).since;
    };
    pass(std::chrono::hours{2});
    const auto wall = now().wall;
    EXPECT_EQ(since(wall - Milliseconds{5000}), wall - Milliseconds{5000});
    for (const auto unbelievable : {wall + Milliseconds{61'000}, wall - Milliseconds{3'600'001}, UtcMs::max()}) {
        EXPECT_EQ(since(unbelievable), wall);
    }
}

TEST_F(DeviceTest, DiesWithItsNode) {
    device_born("lamp");
    says(foreign, Verb::ndeath, foreign.death(now()));
    EXPECT_EQ(device_up("lamp"), false);
    EXPECT_EQ(fleet->counts().devices_up, 0U);
}

TEST_F(DeviceTest, IsDownAfterARebirthUntilItsOwn) {
    device_born("lamp");
    born(foreign);
    EXPECT_EQ(device_up("lamp"), false);
    device_born("lamp");
    EXPECT_EQ(device_up("lamp"), true);
}

TEST_F(DeviceTest, DataOfAnUnbornDeviceAsksForARebirth) {
    says(foreign, Verb::ddata, foreign.device_birth(now()), "lamp");
    pass(Milliseconds{250});
    EXPECT_EQ(refused(Reason::not_born), 1U);
    EXPECT_EQ(rebirths_asked("plc"), 1U);
}

TEST_F(DeviceTest, MayNotUseAnAliasOfItsNode) {
    device_born("lamp", "bright", 1);
    EXPECT_EQ(refused(Reason::alias_duplicate), 1U);
    EXPECT_EQ(device_up("lamp"), std::nullopt);
}

TEST_F(DeviceTest, MayNotUseAnAliasOfAnotherDevice) {
    device_born("lamp", "bright", 5);
    device_born("door", "open", 5);
    EXPECT_EQ(refused(Reason::alias_duplicate), 1U);
}

TEST_F(DeviceTest, MayUseItsOwnAliasesAgain) {
    device_born("lamp", "bright", 5);
    device_born("lamp", "bright", 5);
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(DeviceTest, SharesTheLimitOfMetricsWithItsNode) {
    settings.payload.metrics = 9;
    begin();
    healthy.series[1].value = 4242;
    born(healthy);
    born(foreign);  // three
    for (int device = 0; device < 7; ++device) {
        device_born("d" + std::to_string(device));
    }
    EXPECT_EQ(refused(Reason::too_many_metrics), 1U);
    EXPECT_EQ(fleet->counts().devices_up, 6U);
}

TEST_F(DeviceTest, OfOneNodeIsNothingToAnother) {
    device_born("lamp");
    auto other = ForeignEdge{.id = "other"};
    born(other);
    says(other, Verb::ddeath, other.device_death(now()), "lamp");
    EXPECT_EQ(device_up("lamp"), true);
}

}  // namespace
}  // namespace magpie::collector
