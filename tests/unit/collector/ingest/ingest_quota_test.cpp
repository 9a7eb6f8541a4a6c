// Quotas and quarantine, from the first message to the last report.

#include <algorithm>
#include <chrono>
#include <string>

#include <protozero/pbf_builder.hpp>

#include "tests/unit/collector/ingest/deflated.hpp"
#include "tests/unit/collector/ingest/ingest_fixture.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/sparkplug/payload_fields.hpp"

namespace magpie::collector {
namespace {

using fakes::ForeignEdge;
using fakes::Pole;
using std::chrono::minutes;
using std::chrono::seconds;

class IngestQuotaTest : public IngestFixture {
  protected:
    /// Ten bad seconds: more messages than are let in, in each.
    void floods(Pole& node) {
        for (int second = 0; second < 10 && !secluded(node.id); ++second) {
            for (int i = 0; i < 5000 && !secluded(node.id); ++i) {
                says(node, Verb::ndata, "\xff");
            }
            pass(seconds(1));
        }
        ASSERT_TRUE(secluded(node.id));
    }
    [[nodiscard]] bool secluded(const std::string& id) const { return ingest->quarantine().holds(id, now().mono); }
    /// With other quotas.
    void begin_anew() {
        begin();
        healthy.series[1].value = 4242;
        born(healthy);
    }
    void born(Pole& node) { says(node, Verb::nbirth, node.birth(now())); }
    void reports(Pole& node, double bytes) { says(node, Verb::ndata, node.report(now(), {{Pole::bytes, bytes}})); }
    /// Another label, so every series of this birth is one that Prometheus has not seen.
    static void renames(Pole& node, int turn) {
        for (auto& one : node.series) {
            if (one.path == "link/eth0/receive_bytes_total") {
                one.properties[0].second = "eth" + std::to_string(turn);
            }
        }
    }

    Pole bad{.id = "bad"};
};

TEST_F(IngestQuotaTest, AFloodIsRefusedBeforeAnybodyLooksIntoIt) {
    born(bad);
    for (int i = 0; i < 10'000; ++i) {
        says(bad, Verb::ndata, "\xff");
    }
    EXPECT_EQ(refused(Reason::truncated), 4000U) << "ten seconds' worth";
    EXPECT_EQ(refused(Reason::too_many_messages), 6000U);
    EXPECT_EQ(life(bad), Life::up);
}

TEST_F(IngestQuotaTest, AFloodThatGoesOnPutsItsNodeInQuarantine) {
    born(bad);
    reports(bad, 7);
    floods(bad);
    EXPECT_EQ(life(bad), Life::down);
    EXPECT_TRUE(remembered.at("bad").node.down);
    EXPECT_EQ(value(bad, Pole::bytes), std::nullopt) << "its series have left";
    const auto before = refused(Reason::truncated);
    says(bad, Verb::ndata, "\xff");
    EXPECT_EQ(refused(Reason::truncated), before) << "nobody has looked into it";
    EXPECT_EQ(refused(Reason::quarantined), 2U) << "the one that was too much, and this one";
    EXPECT_EQ(std::ranges::count(ingest->refusals().kept(), "quarantined", &Refusal::reason), 1)
        << "an hour of these must not push out what else there is to look at";
}

TEST_F(IngestQuotaTest, NothingThatANodeInQuarantineSaysChangesAnything) {
    born(bad);
    floods(bad);
    asked.clear();
    const auto ledger = ledgers.at("bad").ledger;
    const auto& node = fleet->node(*fleet->find("mapo", "bad"));
    const auto lost_before = node.lost;
    born(bad);
    reports(bad, 8);
    bad.newest = ReportNumber{1000};
    bad.oldest = ReportNumber{900};
    reports(bad, 9);
    says(bad, Verb::ndeath, bad.death(now()));
    says(bad, Verb::dbirth, "x", "device");
    pass(seconds(40));
    EXPECT_EQ(life(bad), Life::down);
    EXPECT_EQ(node.lost, lost_before);
    EXPECT_EQ(ledgers.at("bad").ledger, ledger);
    EXPECT_EQ(rebirths_asked("bad"), 0U) << "nobody asks it for anything";
}

TEST_F(IngestQuotaTest, OneThatIsReleasedIsHeardAtOnceAndItsQuotasBeginAnew) {
    settings.quota.new_series_per_hour = 20;
    begin_anew();
    born(bad);
    int turn = 0;
    for (; !secluded("bad"); ++turn) {
        ASSERT_LT(turn, 60);
        renames(bad, turn);
        born(bad);
        pass(seconds(1));
    }
    EXPECT_FALSE(ingest->release_node("nobody", now()));
    const auto was = ingest->release_node("bad", now());
    ASSERT_TRUE(was);
    EXPECT_EQ(was->reason, Reason::too_many_new_series);
    EXPECT_FALSE(secluded("bad"));
    renames(bad, turn);
    born(bad);
    EXPECT_EQ(life(bad), Life::up) << "an hour's new series may come once more";
    reports(bad, 5);
    EXPECT_EQ(value(bad, Pole::bytes), 5);
    EXPECT_FALSE(ingest->release_node("bad", now()));
}

TEST_F(IngestQuotaTest, ItsNumbersStayOpenAndItComesBackByABirth) {
    born(bad);
    reports(bad, 1);
    floods(bad);
    const auto before = bad.newest;
    for (int i = 0; i < 5; ++i) {
        reports(bad, 2);
        pass(seconds(1));
    }
    pass(minutes(1));
    ASSERT_FALSE(secluded("bad"));
    asked.clear();
    reports(bad, 3);
    pass(seconds(6));
    EXPECT_EQ(rebirths_asked("bad"), 1U);
    born(bad);
    EXPECT_EQ(life(bad), Life::up);
    reports(bad, 4);
    pass(seconds(1));
    EXPECT_EQ(told("bad").received, before) << "what it said in between is asked for";
    EXPECT_GT(told("bad").highest, before);
    EXPECT_EQ(lost(bad), 0U);
    for (auto number = next(before); number < bad.newest; number = next(number)) {
        says(bad, Verb::ndata,
             bad.report(now(), {{Pole::bytes, 2}}, {.historical = true, .range = ReportRange{number, number}}));
    }
    pass(seconds(31));
    EXPECT_EQ(told("bad").received, bad.newest);
    EXPECT_EQ(lost(bad), 0U);
}

TEST_F(IngestQuotaTest, WhoOnlyEverSentNoiseComesToItToo) {
    floods(bad);
    EXPECT_EQ(fleet->find("mapo", "bad"), std::nullopt);
    EXPECT_EQ(ingest->quarantine().list(now().mono).at(0).reason, Reason::too_many_messages);
}

TEST_F(IngestQuotaTest, NoiseInANameFromElsewhereIsNotHeldAgainstIt) {
    born(bad);
    auto other = bad;
    other.area = "gangnam";
    for (int i = 0; i < 20; ++i) {
        for (int j = 0; j < 5000; ++j) {
            says(other, Verb::nbirth, "\xff");
        }
        pass(seconds(1));
    }
    EXPECT_EQ(refused(Reason::area_mismatch), 100'000U);
    EXPECT_FALSE(secluded("bad"));
    reports(bad, 5);
    EXPECT_EQ(value(bad, Pole::bytes), 5);
}

TEST_F(IngestQuotaTest, BombsAreCountedAsWhatTheyBecome) {
    born(bad);
    std::string bomb;
    protozero::pbf_builder<sparkplug::PayloadField> payload(bomb);
    payload.add_string(sparkplug::PayloadField::uuid, "SPBV1.0_COMPRESSED");
    payload.add_bytes(sparkplug::PayloadField::body, fakes::deflated(std::string(20'000'000, '\0')));
    for (int i = 0; i < 100; ++i) {
        says(bad, Verb::ndata, bomb);
    }
    EXPECT_EQ(refused(Reason::compression), 10U);
    EXPECT_EQ(refused(Reason::too_many_bytes), 90U);
}

TEST_F(IngestQuotaTest, BirthsWithEverNewSeriesAreRefusedAndTheLastGoodOneStands) {
    settings.quota.new_series_per_hour = 20;
    begin_anew();
    born(bad);
    int taken = 0;
    for (int turn = 1; turn <= 30; ++turn) {
        renames(bad, turn);
        born(bad);
        taken += refused(Reason::too_many_new_series) == 0 ? 1 : 0;
    }
    EXPECT_EQ(taken, 15) << "five came with the first birth, one with each further one";
    EXPECT_EQ(life(bad), Life::up);
    renames(bad, 15);
    born(bad);
    EXPECT_EQ(refused(Reason::too_many_new_series), 15U) << "what it had before is nothing new";
}

TEST_F(IngestQuotaTest, EverNewLabelsOfAnInfoMetricAreNewSeries) {
    settings.quota.new_series_per_hour = 20;
    begin_anew();
    for (int turn = 0; turn < 30; ++turn) {
        bad.series.back().properties[0].second = std::to_string(turn);
        born(bad);
    }
    EXPECT_EQ(refused(Reason::too_many_new_series), 14U);
}

TEST_F(IngestQuotaTest, EverNewSeriesEndInQuarantine) {
    settings.quota.new_series_per_hour = 20;
    begin_anew();
    for (int turn = 0; turn < 40 && !secluded("bad"); ++turn) {
        renames(bad, turn);
        born(bad);
        pass(seconds(1));
    }
    ASSERT_TRUE(secluded("bad"));
    EXPECT_EQ(ingest->quarantine().list(now().mono).at(0).reason, Reason::too_many_new_series);
    EXPECT_EQ(life(bad), Life::down);
}

TEST_F(IngestQuotaTest, AnEdgeAndItsDevicesMayComeBackAsOftenAsTheyLike) {
    settings.quota.new_series_per_hour = 10;
    begin_anew();
    ForeignEdge edge;
    for (int turn = 0; turn < 20; ++turn) {
        says(edge, Verb::nbirth, edge.birth(now()));
        says(edge, Verb::dbirth, edge.device_birth(now()), "door");
        pass(seconds(10));
        says(edge, Verb::ndeath, edge.death(now()));
        pass(seconds(10));
    }
    EXPECT_EQ(refused_in_all(), 0U);
}

TEST_F(IngestQuotaTest, DevicesWithEverNewNamesAreRefused) {
    settings.quota.new_series_per_hour = 10;
    begin_anew();
    ForeignEdge edge;
    says(edge, Verb::nbirth, edge.birth(now()));
    for (int turn = 0; turn < 30; ++turn) {
        says(edge, Verb::dbirth, edge.device_birth(now()), "door-" + std::to_string(turn));
        says(edge, Verb::ddeath, edge.device_death(now()), "door-" + std::to_string(turn));
    }
    EXPECT_EQ(refused(Reason::too_many_new_series), 22U);
}

TEST_F(IngestQuotaTest, ARestartEndsIt) {
    born(bad);
    floods(bad);
    restart();
    born(bad);
    EXPECT_EQ(life(bad), Life::up);
    healthy.series[1].value = 4242;
    born(healthy);
}

}  // namespace
}  // namespace magpie::collector
