#include "collector/ingest/ingest.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "tests/unit/collector/ingest/ingest_pole.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;
using sparkplug::PayloadEncoder;

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

}  // namespace
}  // namespace magpie::collector
