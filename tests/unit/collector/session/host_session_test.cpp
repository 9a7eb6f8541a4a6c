#include "collector/session/host_session.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "wire/order/order.hpp"
#include "wire/sparkplug/host_state.hpp"
#include "wire/sparkplug/names.hpp"
#include "wire/sparkplug/payload.hpp"

namespace magpie::collector {
namespace {

using fakes::Packet;

class HostSessionTest : public ::testing::Test {
  protected:
    HostSessionTest()
        : session({.server = "tcp://broker:1883", .host_id = "collector", .keep_alive = std::chrono::seconds(7)},
                  client,
                  {.message = [this](std::string_view topic, std::string_view payload,
                                     const Now&) { heard.push_back(std::string(topic) + "=" + std::string(payload)); },
                   .connected = [this](const Now&) { ++connected; },
                   .connection_lost = [this](const Now&) { ++connection_lost; }}) {
        client.listen([this](const mqtt::Event& event) { session.on(event, clock.now()); });
    }

    void starts() {
        session.start(clock.now());
        broker.delivers();
    }
    /// Time passes until the session wants to do something, and it does.
    void waits_for_deadline() {
        ASSERT_TRUE(session.deadline());
        clock.advance(std::max(Milliseconds{0}, *session.deadline() - clock.now().mono));
        session.tick(clock.now());
        broker.delivers();
    }
    void edge_says(const std::string& topic, const std::string& payload) {
        broker.stranger_publishes({topic, payload});
        broker.delivers();
    }
    [[nodiscard]] std::optional<sparkplug::HostState> state() const {
        const auto text = broker.retained(own_state);
        return text ? sparkplug::decode_host_state(*text) : std::nullopt;
    }
    [[nodiscard]] std::vector<std::string> filters() const {
        std::vector<std::string> all;
        for (const auto& packet : broker.packets(Packet::Kind::subscribe)) {
            all.push_back(packet.message.topic);
        }
        return all;
    }
    [[nodiscard]] std::uint64_t wall_ms() const {
        return static_cast<std::uint64_t>(clock.now().wall.time_since_epoch().count());
    }

    const std::string own_state = "spBv1.0/STATE/collector";
    fakes::FakeClock clock;
    fakes::FakeBroker broker;
    fakes::FakeMqttClient client{broker};
    std::vector<std::string> heard;
    int connected = 0;
    int connection_lost = 0;
    HostSession session;
};

TEST_F(HostSessionTest, HearsOnlyItsAreas) {
    fakes::FakeMqttClient line(broker);
    HostSession west({.server = "tcp://broker:1883", .host_id = "west", .areas = {"mapo", "eunpyeong"}}, line,
                     {.message = [](std::string_view, std::string_view, const Now&) {},
                      .connected = [](const Now&) {},
                      .connection_lost = [](const Now&) {}});
    line.listen([&](const mqtt::Event& event) { west.on(event, clock.now()); });
    west.start(clock.now());
    broker.delivers();
    const auto all = filters();
    EXPECT_EQ(all.size(), 1U + 2 * 6);
    for (const auto* filter : {"spBv1.0/mapo/NBIRTH/+", "spBv1.0/mapo/DDATA/+/+", "spBv1.0/eunpyeong/NDATA/+"}) {
        EXPECT_EQ(std::ranges::count(all, filter), 1) << filter;
    }
    EXPECT_TRUE(west.online());
}

TEST_F(HostSessionTest, ConnectsWithItsDeathAsTheWill) {
    starts();
    const auto& connect = client.last_connect();
    EXPECT_EQ(connect.server, "tcp://broker:1883");
    EXPECT_EQ(connect.client_id, "collector");
    EXPECT_EQ(connect.keep_alive, std::chrono::seconds(7));
    ASSERT_TRUE(connect.will);
    EXPECT_EQ(connect.will->topic, own_state);
    EXPECT_EQ(connect.will->qos, 1);
    EXPECT_TRUE(connect.will->retain);
    EXPECT_FALSE(sparkplug::decode_host_state(connect.will->payload)->online);
}

TEST_F(HostSessionTest, SubscribesToEdgesAndToItsOwnStateBeforeItSaysAnything) {
    starts();
    EXPECT_EQ(filters(),
              (std::vector<std::string>{own_state, "spBv1.0/+/NBIRTH/+", "spBv1.0/+/NDEATH/+", "spBv1.0/+/DBIRTH/+/+",
                                        "spBv1.0/+/DDEATH/+/+", "spBv1.0/+/NDATA/+", "spBv1.0/+/DDATA/+/+"}));
    EXPECT_EQ(broker.log().back().kind, Packet::Kind::publish);
    EXPECT_EQ(broker.packets(Packet::Kind::publish).size(), 1U);
}

TEST_F(HostSessionTest, IsOnlineOnlyWhenEverySubscriptionStands) {
    session.start(clock.now());
    while (broker.packets(Packet::Kind::publish).empty()) {
        EXPECT_FALSE(session.online());
        EXPECT_EQ(connected, 0);
        ASSERT_TRUE(broker.delivers_next());
    }
    EXPECT_TRUE(session.online());
    EXPECT_EQ(connected, 1);
}

TEST_F(HostSessionTest, SaysOnlineWithTheTimeOfItsWill) {
    const auto at_connect = wall_ms();
    session.start(clock.now());
    clock.advance(Milliseconds{300});
    broker.delivers();
    ASSERT_TRUE(state());
    EXPECT_TRUE(state()->online);
    EXPECT_EQ(state()->timestamp, at_connect);
    EXPECT_EQ(sparkplug::decode_host_state(client.last_connect().will->payload)->timestamp, at_connect);
}

TEST_F(HostSessionTest, HandsOnWhatEdgesSay) {
    starts();
    edge_says("spBv1.0/mapo/NDATA/pole", "x");
    edge_says("spBv1.0/mapo/DDEATH/pole/lamp", "y");
    EXPECT_EQ(heard, (std::vector<std::string>{"spBv1.0/mapo/NDATA/pole=x", "spBv1.0/mapo/DDEATH/pole/lamp=y"}));
}

TEST_F(HostSessionTest, DoesNotHearItsOwnCommands) {
    starts();
    session.ask_rebirth("mapo", "pole", clock.now());
    broker.delivers();
    EXPECT_TRUE(heard.empty());
}

TEST_F(HostSessionTest, ALateWillOfItsOwnIsContradicted) {
    starts();
    broker.stranger_publishes({own_state, R"({"online":false,"timestamp":1})", 1, true});
    broker.delivers();
    EXPECT_TRUE(state()->online);
}

TEST_F(HostSessionTest, AStateThatCannotBeReadIsPassedOver) {
    starts();
    broker.clear_log();
    edge_says(own_state, "offline");
    EXPECT_TRUE(broker.packets(Packet::Kind::publish).empty());
    EXPECT_TRUE(heard.empty());
}

TEST_F(HostSessionTest, ARebirthIsAskedAsTheSpecificationHasIt) {
    starts();
    session.ask_rebirth("mapo", "pole", clock.now());
    const auto sent = broker.published("spBv1.0/mapo/NCMD/pole");
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].qos, 0);
    EXPECT_FALSE(sent[0].retain);
    sparkplug::PayloadView payload;
    ASSERT_TRUE(decode(sent[0].payload, {}, payload));
    EXPECT_EQ(payload.timestamp, wall_ms());
    EXPECT_FALSE(payload.seq);
    ASSERT_EQ(payload.metrics.size(), 1U);
    EXPECT_EQ(payload.metrics[0].name, sparkplug::rebirth_metric);
    EXPECT_EQ(payload.metrics[0].value.field, sparkplug::ValueField::boolean_value);
    EXPECT_EQ(payload.metrics[0].value.bits, 1U);
}

TEST_F(HostSessionTest, AnAcknowledgementIsABytesMetricAnEpochInOneCommand) {
    starts();
    const std::vector<Acknowledge> words{
        {.epoch = Epoch{5},
         .received = ReportNumber{8},
         .safe = ReportNumber{7},
         .highest = ReportNumber{9},
         .late_spacing = Milliseconds{40}},
        {.epoch = Epoch{4}, .received = ReportNumber{3}, .safe = ReportNumber{3}, .highest = ReportNumber{3}}};
    session.acknowledge("mapo", "pole", words, clock.now());
    const auto sent = broker.published("spBv1.0/mapo/NCMD/pole");
    ASSERT_EQ(sent.size(), 1U);
    sparkplug::PayloadView payload;
    ASSERT_TRUE(decode(sent[0].payload, {}, payload));
    ASSERT_EQ(payload.metrics.size(), words.size());
    for (std::size_t i = 0; i < words.size(); ++i) {
        EXPECT_EQ(payload.metrics[i].name, acknowledge_metric);
        EXPECT_EQ(decode_acknowledge(payload.metrics[i].value.text), words[i]);
    }
    EXPECT_EQ(session.counters().acknowledgements, 1U);
}

TEST_F(HostSessionTest, AnOrderIsABytesMetricOfACommand) {
    starts();
    session.order("mapo", "pole", "signed", {}, clock.now());
    const auto sent = broker.published("spBv1.0/mapo/NCMD/pole");
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_EQ(sent[0].qos, 0);
    sparkplug::PayloadView payload;
    ASSERT_TRUE(decode(sent[0].payload, {}, payload));
    ASSERT_EQ(payload.metrics.size(), 1U);
    EXPECT_EQ(payload.metrics[0].name, order_metric);
    EXPECT_EQ(payload.metrics[0].value.field, sparkplug::ValueField::bytes_value);
    EXPECT_EQ(payload.metrics[0].value.text, "signed");
}

TEST_F(HostSessionTest, WhatTheCaRevokedStandsBeforeTheOrder) {
    starts();
    session.order("mapo", "pole", "signed", "list", clock.now());
    const auto sent = broker.published("spBv1.0/mapo/NCMD/pole");
    sparkplug::PayloadView payload;
    ASSERT_TRUE(decode(sent.at(0).payload, {}, payload));
    ASSERT_EQ(payload.metrics.size(), 2U);
    EXPECT_EQ(payload.metrics[0].name, revocations_metric);
    EXPECT_EQ(payload.metrics[0].value.text, "list");
    EXPECT_EQ(payload.metrics[1].name, order_metric);
}

TEST_F(HostSessionTest, WhatTheClientDoesNotTakeIsCounted) {
    starts();
    client.stops_taking();
    session.acknowledge("mapo", "pole", {{.epoch = Epoch{5}}}, clock.now());
    session.ask_rebirth("mapo", "pole", clock.now());
    EXPECT_EQ(session.counters().acknowledgements, 0U);
    EXPECT_EQ(session.counters().publish_failures, 2U);
}

TEST_F(HostSessionTest, ALostConnectionIsToldAndMadeAnew) {
    starts();
    broker.cut(client);
    broker.delivers();
    EXPECT_EQ(connection_lost, 1);
    EXPECT_FALSE(session.online());
    EXPECT_FALSE(session.trouble().empty());
    EXPECT_FALSE(state()->online);
    waits_for_deadline();
    EXPECT_TRUE(session.online());
    EXPECT_EQ(connected, 2);
    EXPECT_EQ(session.counters().connects, 2U);
    EXPECT_TRUE(session.trouble().empty());
    EXPECT_TRUE(state()->online);
}

TEST_F(HostSessionTest, EachConnectionHasAWillOfItsOwnTime) {
    starts();
    const auto first = client.last_connect().will->payload;
    broker.cut(client);
    broker.delivers();
    clock.advance(Milliseconds{50});
    waits_for_deadline();
    EXPECT_NE(client.last_connect().will->payload, first);
}

TEST_F(HostSessionTest, WhileTheBrokerIsAwayItIsTriedAgainWithPauses) {
    broker.broker_goes_away();
    starts();
    EXPECT_EQ(session.trouble(), "connection refused");
    for (int attempt = 0; attempt < 20; ++attempt) {
        ASSERT_LE(*session.deadline() - clock.now().mono, Milliseconds{10000});
        waits_for_deadline();
    }
    EXPECT_EQ(broker.packets(Packet::Kind::connect).size(), 21U);
    broker.broker_returns();
    waits_for_deadline();
    EXPECT_TRUE(session.online());
}

TEST_F(HostSessionTest, ARefusedSubscriptionIsTroubleAndTriedAgain) {
    broker.forbids_filter("spBv1.0/+/NDATA/+");
    starts();
    EXPECT_FALSE(session.online());
    EXPECT_NE(session.trouble().find("spBv1.0/+/NDATA/+"), std::string::npos);
    EXPECT_FALSE(broker.is_connected(client));
    EXPECT_EQ(connection_lost, 1) << "filters that did work may have let something through";
    EXPECT_FALSE(state());
    waits_for_deadline();
    EXPECT_EQ(broker.packets(Packet::Kind::connect).size(), 2U);
}

TEST_F(HostSessionTest, AnotherClientOfTheSameNameTakesTheConnection) {
    starts();
    fakes::FakeMqttClient other(broker);
    other.listen([](const mqtt::Event&) {});
    other.connect({.server = "tcp://broker:1883", .client_id = "collector", .will = {}, .tls = {}});
    broker.delivers();
    EXPECT_FALSE(session.online());
    EXPECT_EQ(connection_lost, 1);
}

TEST_F(HostSessionTest, LeavesWithItsDeathSaidAndDisconnects) {
    starts();
    clock.advance(Milliseconds{5000});
    session.stop(clock.now());
    EXPECT_FALSE(session.stopped()) << "the DISCONNECT is still under way";
    broker.delivers();
    EXPECT_TRUE(session.stopped());
    EXPECT_FALSE(state()->online);
    EXPECT_EQ(state()->timestamp, wall_ms());
    EXPECT_TRUE(broker.packets(Packet::Kind::will).empty());
    EXPECT_EQ(broker.log().back().kind, Packet::Kind::disconnect);
}

TEST_F(HostSessionTest, LeavesAtOnceWhereThereIsNobodyToSayItTo) {
    broker.broker_goes_away();
    starts();
    session.stop(clock.now());
    broker.delivers();
    EXPECT_TRUE(session.stopped());
    EXPECT_FALSE(session.deadline());
}

TEST_F(HostSessionTest, LeavesWhileItConnects) {
    session.start(clock.now());
    session.stop(clock.now());
    broker.delivers();
    EXPECT_TRUE(session.stopped());
    EXPECT_FALSE(broker.is_connected(client));
}

/// One that answers those who ask how long a message takes.
class PingedTest : public HostSessionTest {
  protected:
    PingedTest() {
        line.listen([this](const mqtt::Event& event) { one.on(event, clock.now()); });
    }
    void begins() {
        one.start(clock.now());
        broker.delivers();
        broker.clear_log();
    }
    void asks(const std::string& topic, const std::string& payload) {
        broker.stranger_publishes({topic, payload});
        broker.delivers();
    }

    std::vector<std::string> said;
    fakes::FakeMqttClient line{broker};
    HostSession one{
        {.server = "tcp://broker:1883", .host_id = "west", .areas = {"mapo"}},
        line,
        {.message = [this](std::string_view topic, std::string_view, const Now&) { said.emplace_back(topic); },
         .connected = [](const Now&) {},
         .connection_lost = [](const Now&) {},
         .pinged = [this](std::string_view node, std::string_view ping) { one.answer_ping(node, ping); },
         .checked = [this](std::string_view topic, std::string_view payload,
                           const Now&) { checks.push_back(std::string(topic) + " " + std::string(payload)); }}};
    std::vector<std::string> checks;
};

TEST_F(PingedTest, ACheckIsAskedForByACommandAndHeardBesideSparkplug) {
    begins();
    EXPECT_TRUE(one.ask_check("mapo", "pole-1", "0123456789abcdef", clock.now()));
    const auto commands = broker.published("spBv1.0/mapo/NCMD/pole-1");
    ASSERT_EQ(commands.size(), 1U);
    EXPECT_NE(commands[0].payload.find("Node Control/Check"), std::string::npos);
    EXPECT_NE(commands[0].payload.find("0123456789abcdef"), std::string::npos);
    asks("magpie/v1/check/mapo/pole-1", "{}");
    asks("magpie/v1/check/jongno/pole-1", "{}");
    EXPECT_EQ(checks, std::vector<std::string>{"magpie/v1/check/mapo/pole-1 {}"});
    EXPECT_TRUE(said.empty()) << "it is no message of an edge";
}

TEST_F(PingedTest, ABrokerThatLetsNobodyHearChecksCostsNothingElse) {
    broker.forbids_filter("magpie/v1/check/mapo/+");
    begins();
    EXPECT_TRUE(one.online());
    EXPECT_EQ(one.trouble(), "");
}

TEST_F(PingedTest, BringsBackWhatANodeSends) {
    begins();
    asks("magpie/v1/ping/mapo/pole-1", "17");
    const auto answers = broker.published("magpie/v1/pong/+");
    ASSERT_EQ(answers.size(), 1U);
    EXPECT_EQ(answers[0].topic, "magpie/v1/pong/pole-1");
    EXPECT_EQ(answers[0].payload, "17");
    EXPECT_EQ(answers[0].qos, 0);
    EXPECT_FALSE(answers[0].retain);
    EXPECT_TRUE(said.empty()) << "it is no message of an edge";
}

TEST_F(PingedTest, AnswersNoOtherAreaAndNothingThatIsNoNumber) {
    begins();
    asks("magpie/v1/ping/jongno/pole-1", "17");
    asks("magpie/v1/ping/mapo/pole-1", "seventeen");
    asks("magpie/v1/ping/mapo/pole-1", std::string(1000, '7'));
    EXPECT_TRUE(broker.published("magpie/v1/pong/+").empty());
}

TEST_F(PingedTest, OfAFloodItAnswersSoManyASecond) {
    begins();
    for (int i = 0; i < 6000; ++i) {
        asks("magpie/v1/ping/mapo/pole-1", std::to_string(i));
    }
    EXPECT_EQ(broker.published("magpie/v1/pong/+").size(), 5000U);
    clock.advance(std::chrono::seconds(1));
    asks("magpie/v1/ping/mapo/pole-1", "1");
    EXPECT_EQ(broker.published("magpie/v1/pong/+").size(), 5001U);
}

TEST_F(PingedTest, ABrokerThatLetsNobodyHearThemCostsNothingElse) {
    broker.forbids_filter("magpie/v1/ping/mapo/+");
    begins();
    EXPECT_TRUE(one.online());
    EXPECT_EQ(one.trouble(), "");
    EXPECT_TRUE(broker.is_connected(line));
}

TEST_F(HostSessionTest, OneOfAPairHasAClientIdOfItsOwnAndHearsTheOther) {
    fakes::FakeMqttClient line(broker);
    std::vector<std::string> said;
    int gone = 0;
    HostSession one({.server = "tcp://broker:1883", .host_id = "collector", .instance = "a"}, line,
                    {.message = [&](std::string_view topic, std::string_view, const Now&) { said.emplace_back(topic); },
                     .connected = [](const Now&) {},
                     .connection_lost = [](const Now&) {},
                     .heartbeat = [&](const Heartbeat& beat,
                                      const Now&) { said.push_back(beat.instance + std::to_string(beat.term)); },
                     .host_gone = [&](const Now&) { ++gone; }});
    line.listen([&](const mqtt::Event& event) { one.on(event, clock.now()); });
    broker.stranger_publishes({own_state, R"({"online":false,"timestamp":5})", 1, true});
    one.start(clock.now());
    broker.delivers();
    EXPECT_EQ(line.last_connect().client_id, "collector-a");
    EXPECT_FALSE(line.last_connect().will);
    EXPECT_TRUE(broker.published("spBv1.0/STATE/+").empty());
    EXPECT_EQ(gone, 0) << "what is retained is no news";

    one.beat({"a", 4});
    edge_says("magpie/v1/active/collector", "no heartbeat");
    edge_says("magpie/v1/active/collector", R"({"instance":"b","term":3})");
    edge_says("spBv1.0/mapo/NCMD/pole-1", "");
    edge_says(own_state, R"({"online":false,"timestamp":6})");
    EXPECT_EQ(said, (std::vector<std::string>{"a4", "b3", "spBv1.0/mapo/NCMD/pole-1"}));
    EXPECT_EQ(gone, 1);

    one.change_voice(/*silent=*/false, clock.now());
    broker.delivers();
    EXPECT_TRUE(one.online());
    ASSERT_TRUE(line.last_connect().will);
    EXPECT_TRUE(state()->online);
}

}  // namespace
}  // namespace magpie::collector
