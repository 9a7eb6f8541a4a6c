#include "collector/ingest/ingest.hpp"

#include <gtest/gtest.h>

#include "tests/unit/collector/ingest/ingest_pole.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie::collector {
namespace {

using fakes::Pole;

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

}  // namespace
}  // namespace magpie::collector
