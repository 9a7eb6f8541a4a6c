#include "agent/session/edge_session.hpp"

#include <gtest/gtest.h>

#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"
#include "wire/report/acknowledge.hpp"

namespace magpie::agent {
namespace {

using fakes::Packet;
using fakes::Pole;
using golden::heard;
using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr const char* commands = "spBv1.0/mapo/NCMD/pole-1";

/// A pole whose link goes up and down with every report, so that each report says something.
class EdgeSessionTest : public testing::Test {
  protected:
    EdgeSessionTest() { flap(); }

    void flap() {
        pole_.reads(
            [this](Readings& readings, const Now&) { readings.set<"link_up">(++turn_ % 2 == 0 ? 1 : 0, "eth0"); });
    }
    void command(std::string payload, const std::string& topic = commands) {
        broker_.stranger_publishes({topic, std::move(payload), 0, false});
        broker_.delivers();
    }
    void acknowledge(std::uint64_t received, std::uint64_t safe, std::uint64_t highest,
                     std::uint64_t epoch = 0x1122334455667788) {
        command(raw::metric(raw::text(1, acknowledge_metric) +
                            raw::text(16, encode(Acknowledge{.epoch = Epoch{epoch},
                                                             .received = ReportNumber{received},
                                                             .safe = ReportNumber{safe},
                                                             .highest = ReportNumber{highest}}))));
    }
    std::vector<golden::Heard> data() { return heard(broker_.published("spBv1.0/+/NDATA/+")); }
    std::vector<golden::Heard> births() { return heard(broker_.published("spBv1.0/+/NBIRTH/+")); }
    /// Numbers of the reports sent, late ones with an 'h'.
    std::string reports() {
        std::string words;
        for (const auto& message : data()) {
            const auto header = message.header().value();
            words +=
                (words.empty() ? "" : " ") + std::to_string(value(header.range.first)) + (header.historical ? "h" : "");
        }
        return words;
    }

    fakes::FakeClock clock_;
    fakes::FakeBroker broker_;
    Pole pole_{broker_, clock_};
    int turn_ = 0;
};

// ---- the connection

TEST_F(EdgeSessionTest, OnlyAClockThatIsWrongForCertainLooksAwayFromTheTimesOfCertificates) {
    const auto made = clock_.now().wall;
    const auto checks = [&](UtcMs shows, bool known) {
        if (known) {
            clock_.wall_becomes_known(shows);
        } else {
            clock_.wall_is_lost(shows);
        }
        Pole pole(broker_, clock_, {.node = "pole-2", .certificate_start = made});
        pole.starts();
        return pole.mqtt.last_connect().check_certificate_times;
    };
    EXPECT_FALSE(checks(UtcMs{}, false));
    EXPECT_FALSE(checks(made - milliseconds(1), false));
    EXPECT_TRUE(checks(made, false)) << "nobody vouches for it, but it may be right";
    EXPECT_TRUE(checks(made - milliseconds(1), true)) << "the certificate is of the future";
    pole_.starts();
    EXPECT_TRUE(pole_.mqtt.last_connect().check_certificate_times) << "a node without a certificate";
}

// ---- the backlog

TEST_F(EdgeSessionTest, WhatWasCommittedBeforeTheConnectionFollowsLate) {
    pole_.starts();
    EXPECT_EQ(reports(), "");
    pole_.passes(milliseconds(1999));
    const auto live = reports();
    pole_.passes(milliseconds(1));
    EXPECT_EQ(reports(), live + (live.empty() ? "1h" : " 1h"));
}

TEST_F(EdgeSessionTest, AnOutageIsMadeGoodAfterLiveDataAndInOrder) {
    pole_.starts();
    pole_.passes(seconds(61));
    acknowledge(7, 7, 7);
    broker_.broker_goes_away();
    broker_.delivers();
    pole_.passes(seconds(600));
    const auto missed = value(pole_.agent.outbox().newest());
    ASSERT_GT(missed, 60U);
    broker_.clear_log();
    broker_.broker_returns();
    pole_.passes(seconds(90));
    std::uint64_t live = missed;
    std::uint64_t late = 7;
    for (const auto& message : data()) {
        const auto header = message.header().value();
        EXPECT_EQ(value(header.range.first), header.historical ? ++late : ++live);
    }
    EXPECT_EQ(late, missed);
}

TEST_F(EdgeSessionTest, LateDataBearsTheTimeItWasTakenAt) {
    pole_.starts();
    pole_.passes(seconds(60));
    broker_.broker_goes_away();
    broker_.delivers();
    const auto gone = clock_.now();
    pole_.passes(seconds(300));
    broker_.broker_returns();
    broker_.clear_log();
    pole_.passes(seconds(120));
    bool seen = false;
    for (const auto& message : data()) {
        const auto header = message.header().value();
        const auto time = UtcMs{milliseconds(static_cast<std::int64_t>(message.payload.metrics[0].timestamp))};
        EXPECT_EQ(time - gone.wall, header.taken - gone.mono);
        EXPECT_EQ(message.payload.metrics[0].is_historical, header.historical);
        seen = seen || header.historical;
    }
    EXPECT_TRUE(seen);
}

TEST_F(EdgeSessionTest, TheCollectorsWordSparesTheBacklog) {
    pole_.starts();
    pole_.passes(seconds(60));
    broker_.cut(pole_.mqtt);
    pole_.passes(seconds(2));
    broker_.clear_log();
    acknowledge(value(pole_.agent.outbox().newest()), 0, value(pole_.agent.outbox().newest()));
    pole_.passes(seconds(60));
    EXPECT_EQ(reports().find('h'), std::string::npos) << reports();
}

TEST_F(EdgeSessionTest, AGapIsSentAgainAtOnceAndTheNextReportIsWhole) {
    pole_.starts();
    pole_.passes(seconds(71));
    broker_.clear_log();
    acknowledge(3, 3, 5);
    pole_.passes(milliseconds(100));
    EXPECT_EQ(reports().substr(0, 5), "4h 5h");
    pole_.passes(seconds(10));
    EXPECT_TRUE(data().back().header()->whole);
}

TEST_F(EdgeSessionTest, AWordWithoutAGapAsksForNothing) {
    pole_.starts();
    pole_.passes(seconds(15));
    pole_.passes(seconds(20));
    broker_.clear_log();
    acknowledge(2, 2, 2);
    pole_.passes(milliseconds(1000));
    EXPECT_EQ(reports().find('h'), std::string::npos);
    EXPECT_EQ(pole_.agent.outbox().oldest(), ReportNumber{3});
}

TEST_F(EdgeSessionTest, AWordAboutNumbersNeverGivenOutAsksForNothing) {
    pole_.starts();
    pole_.passes(seconds(200));
    broker_.clear_log();
    acknowledge(0, 0, 1'000'000'000);
    pole_.passes(seconds(30));
    EXPECT_EQ(reports().find('h'), std::string::npos) << reports();
}

TEST_F(EdgeSessionTest, AWordOfAnotherEpochAsksForNothing) {
    pole_.starts();
    pole_.passes(seconds(100));
    broker_.clear_log();
    acknowledge(0, 0, 5, 77);
    pole_.passes(seconds(5));
    EXPECT_EQ(reports().find('h'), std::string::npos);
    EXPECT_EQ(pole_.agent.outbox().oldest(), ReportNumber{1});
}

TEST_F(EdgeSessionTest, TheBacklogIsPaced) {
    pole_.starts();
    pole_.passes(seconds(60));
    broker_.broker_goes_away();
    broker_.delivers();
    pole_.passes(seconds(3600));
    broker_.broker_returns();
    pole_.passes(seconds(62));  // at most: the longest back-off, and the pause before the backlog
    broker_.clear_log();
    const auto before = data().size();
    pole_.passes(seconds(1));
    EXPECT_LE(data().size() - before, 52U);
}

TEST_F(EdgeSessionTest, ACongestedLineKeepsTheBacklog) {
    pole_.starts();
    pole_.passes(seconds(60));
    broker_.broker_goes_away();
    broker_.delivers();
    pole_.passes(seconds(300));
    broker_.broker_returns();
    while (!pole_.mqtt.open()) {
        pole_.passes(milliseconds(100));
    }
    broker_.clear_log();
    const auto newest = value(pole_.agent.outbox().newest());
    pole_.mqtt.stops_taking();
    pole_.passes(seconds(20));
    EXPECT_EQ(reports(), "");
    pole_.mqtt.takes_again();
    pole_.passes(seconds(20));
    std::uint64_t late = 0;
    for (const auto& message : data()) {
        late = std::max(late, message.header()->historical ? value(message.header()->range.first) : 0);
    }
    EXPECT_EQ(late, newest);
}

// ---- publishing

TEST_F(EdgeSessionTest, AReportThatWasNotTakenBurnsNoSeqAndIsKept) {
    pole_.starts();
    pole_.passes(seconds(60));
    const auto last = data().back().payload.seq.value();
    pole_.mqtt.stops_taking();
    pole_.passes(seconds(30));
    pole_.mqtt.takes_again();
    broker_.clear_log();
    pole_.passes(seconds(10));
    EXPECT_EQ(data().front().payload.seq, (last + 1) % 256);
    EXPECT_EQ(pole_.agent.session().counters().publish_failures, 3U);
    EXPECT_EQ(pole_.agent.outbox().oldest(), ReportNumber{1});
}

TEST_F(EdgeSessionTest, ABirthThatWasNotTakenIsTriedByANewConnection) {
    pole_.starts();
    pole_.mqtt.stops_taking();
    command(golden::payload("command_rebirth"));
    EXPECT_FALSE(pole_.mqtt.open());
    pole_.mqtt.takes_again();
    pole_.passes(seconds(5));
    ASSERT_EQ(births().size(), 2U);
    EXPECT_EQ(births().at(1).bd_seq(), 1U);
}

TEST_F(EdgeSessionTest, HeadersTellWhatIsHeld) {
    pole_.starts();
    pole_.passes(seconds(40));
    acknowledge(2, 2, 2);
    pole_.passes(seconds(10));
    const auto header = data().back().header().value();
    EXPECT_EQ(header.oldest, ReportNumber{3});
    EXPECT_EQ(header.newest, pole_.agent.outbox().newest());
    EXPECT_EQ(header.epoch, Epoch{0x1122334455667788});
    EXPECT_EQ(header.shape, births().back().header()->shape);
    EXPECT_TRUE(header.clock_known);
}

TEST_F(EdgeSessionTest, AClockNobodyVouchesForIsSaid) {
    clock_.wall_is_lost();
    pole_.starts();
    pole_.passes(seconds(12));
    EXPECT_FALSE(births().at(0).header()->clock_known);
    EXPECT_FALSE(data().at(0).header()->clock_known);
}

TEST_F(EdgeSessionTest, AClockThatIsSetBringsANewBirth) {
    clock_.wall_is_lost();
    pole_.starts();
    pole_.passes(seconds(20));
    clock_.wall_becomes_known(UtcMs{seconds(1800000000)});
    pole_.passes(seconds(10));
    ASSERT_EQ(births().size(), 2U);
    EXPECT_GE(births().at(1).payload.timestamp.value(), 1800000000000U);
    EXPECT_EQ(births().at(1).bd_seq(), 0U);
}

TEST_F(EdgeSessionTest, ASlewOfTheClockBringsNone) {
    pole_.starts();
    for (int i = 0; i < 10; ++i) {
        clock_.wall_steps(milliseconds(90));
        pole_.passes(seconds(10));
    }
    EXPECT_EQ(births().size(), 1U);
}

// ---- being told

TEST_F(EdgeSessionTest, CommandsToOthersAreNotObeyed) {
    pole_.starts();
    for (const auto* topic : {"spBv1.0/mapo/NCMD/pole-2", "spBv1.0/jongno/NCMD/pole-1", "spBv1.0/mapo/DCMD/pole-1/x",
                              "spBv1.0/mapo/NDATA/pole-1", "no/topic"}) {
        pole_.agent.on(mqtt::Received{topic, golden::payload("command_rebirth"), 0, false}, clock_.now());
    }
    broker_.delivers();
    EXPECT_EQ(births().size(), 1U);
}

TEST_F(EdgeSessionTest, UnknownCommandsAreTolerated) {
    pole_.starts();
    command(raw::named("Node Control/Reboot", 11, raw::number(14, 1)) +
            raw::named("Node Control/Rebirth", 11, raw::number(14, 1)));
    EXPECT_EQ(births().size(), 2U);
}

TEST_F(EdgeSessionTest, ARebirthThatIsNotTrueIsNone) {
    pole_.starts();
    for (const auto& value :
         {raw::number(14, 0), raw::number(10, 1), raw::text(15, "true"), raw::number(7, 1), std::string()}) {
        command(raw::named("Node Control/Rebirth", 11, value));
    }
    EXPECT_EQ(births().size(), 1U);
}

TEST_F(EdgeSessionTest, BadCommandsAreIgnored) {
    pole_.starts();
    const auto rebirth = golden::payload("command_rebirth");
    for (std::size_t size = 0; size + 1 < rebirth.size(); ++size) {
        command(rebirth.substr(0, size));
    }
    command(std::string(100000, '\xff'));
    command(std::string(20000, 'x'));
    std::string many;
    for (std::size_t i = 0; i <= 2 * most_earlier_epochs; ++i) {
        many += raw::named("Node Control/Rebirth", 11, raw::number(14, 1));
    }
    command(many);
    command(raw::metric(raw::text(1, acknowledge_metric) + raw::text(16, "\xff\xff\xff")));
    EXPECT_EQ(births().size(), 1U);
    EXPECT_TRUE(pole_.agent.session().online());
}

TEST_F(EdgeSessionTest, WithoutAPrimaryHostNoStateIsHeard) {
    pole_.starts();
    pole_.agent.on(mqtt::Received{"spBv1.0/STATE/collector", R"({"online":false,"timestamp":9})", 1, true},
                   clock_.now());
    EXPECT_TRUE(pole_.agent.session().online());
}

// ---- trouble

TEST_F(EdgeSessionTest, ARefusedSubscriptionIsTriedAgain) {
    broker_.forbids_filter(commands);
    pole_.starts();
    EXPECT_FALSE(pole_.agent.session().online());
    EXPECT_EQ(pole_.agent.session().trouble(), "not authorised");
    pole_.passes(seconds(120));
    EXPECT_GT(broker_.packets(Packet::Kind::connect).size(), 2U);
    EXPECT_EQ(births().size(), 0U);
}

TEST_F(EdgeSessionTest, TroubleIsSaidAndForgotten) {
    broker_.broker_refuses("bad certificate");
    pole_.starts();
    EXPECT_EQ(pole_.agent.session().trouble(), "bad certificate");
    EXPECT_EQ(pole_.agent.session().counters().connect_failures, 1U);
    broker_.broker_welcomes();
    pole_.passes(seconds(5));
    EXPECT_EQ(pole_.agent.session().trouble(), "");
    EXPECT_EQ(pole_.agent.session().counters().connects, 1U);
}

TEST_F(EdgeSessionTest, ARetryDuringTheNightIsNeverMoreThanAMinuteAway) {
    broker_.broker_goes_away();
    pole_.starts();
    pole_.passes(std::chrono::hours(8));
    broker_.broker_returns();
    pole_.passes(seconds(60));
    EXPECT_TRUE(pole_.agent.session().online());
}

TEST_F(EdgeSessionTest, GoneInterfacesAreForgottenBetweenConnectionsOnly) {
    pole_.starts();
    int name = 0;
    pole_.reads([&](Readings& readings, const Now&) { readings.set<"link_up">(1, "usb" + std::to_string(++name)); });
    pole_.passes(seconds(200));
    const auto most = births().back().payload.metrics.size();
    EXPECT_GT(most, 25U);
    acknowledge(value(pole_.agent.outbox().newest()), value(pole_.agent.outbox().newest()),
                value(pole_.agent.outbox().newest()));
    broker_.cut(pole_.mqtt);
    pole_.passes(seconds(3));
    EXPECT_LT(births().back().payload.metrics.size(), most - 15);
}

}  // namespace
}  // namespace magpie::agent
