#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

#include "platform/mqtt/paho_client.hpp"
#include "tests/unit/conformance/rule.hpp"
#include "tests/unit/conformance/world.hpp"
#include "tests/unit/platform/mqtt/small_broker.hpp"
#include "wire/sparkplug/edge_rules.hpp"
#include "wire/sparkplug/host_state.hpp"

namespace magpie::conformance {

namespace {

constexpr const char* no_device_data =
    "what a device measures is in the numbered reports of its node, which are kept until they are safe: the agent "
    "writes no DDATA";
constexpr const char* mqtt_3 = "Magpie speaks MQTT 3.1.1";

/// Has a sensor on its mast except while `away`.
void carry_a_sensor(Pole& pole, const bool& away) {
    pole.reads([&away](agent::Readings& readings, const Now&) {
        readings.set<"link_up">(1, "eth0");
        if (!away) {
            readings.device({"mast", "magpie-node", "1.0"});
        }
    });
}

/// A pole that was born, reported, lost its sensor and found it, was asked for a rebirth, reported, lost its line and
/// came back, and left.
void live(World& world) {
    world.add_host();
    auto& pole = world.add_pole();
    bool away = false;
    carry_a_sensor(pole, away);
    world.pass(seconds(20));
    away = true;
    world.pass(seconds(20));
    away = false;
    world.pass(seconds(20));
    world.command(golden::payload("command_rebirth"));
    world.pass(seconds(30));
    world.broker.cut(pole.mqtt);
    world.pass(seconds(60));
    pole.stops();
}

void travels(Verb verb, std::uint8_t qos, bool retain) {
    const auto rule = sparkplug::delivery(verb);
    EXPECT_EQ(rule.qos, qos);
    EXPECT_EQ(rule.retain, retain);
    if (verb == Verb::ddata || verb == Verb::dcmd) {
        return;  // nobody of ours writes one
    }
    World world;
    live(world);
    const auto messages = world.broker.published("spBv1.0/+/" + std::string(name(verb)) +
                                                 (sparkplug::is_about_device(verb) ? "/+/+" : "/+"));
    EXPECT_FALSE(messages.empty());
    for (const auto& message : messages) {
        EXPECT_EQ(message.qos, qos);
        EXPECT_EQ(message.retain, retain);
    }
}

void will_travels() {
    World world;
    live(world);
    const auto connects = world.broker.packets(Packet::Kind::connect);
    std::size_t seen = 0;
    for (const auto& packet : connects) {
        if (packet.client == "pole-1") {
            ++seen;
            ASSERT_TRUE(packet.connect->will);
            EXPECT_EQ(packet.connect->will->qos, 1);
            EXPECT_FALSE(packet.connect->will->retain);
        }
    }
    EXPECT_EQ(seen, 2U);
}

void birth_seq() {
    World world;
    live(world);
    const auto births = world.births();
    ASSERT_EQ(births.size(), 3U) << "birth, rebirth, birth of the second connection";
    for (const auto& birth : births) {
        EXPECT_EQ(birth.payload.seq, 0U);
    }
}

void birth_is_protobuf() {
    World world;
    live(world);
    for (const auto& birth : world.births()) {
        EXPECT_GT(birth.payload.metrics.size(), 5U);
    }
    // Byte by byte as written by hand in the golden birth: tests/unit/agent/session/birth_test.cpp. Here: its first
    // fields.
    const auto birth = world.births().front();
    EXPECT_TRUE(birth.message->payload.starts_with(raw::number(1, birth.payload.timestamp.value()) + raw::number(3, 0) +
                                                   raw::key(2, 2)));
}

/// A payload's timestamp is the moment of its sending, in ms since 1970.
void is_dated(Verb verb) {
    World world;
    world.add_host();
    auto& pole = world.add_pole();
    bool away = false;
    carry_a_sensor(pole, away);
    const auto begin = world.wall_ms();
    const auto filter = "spBv1.0/+/" + std::string(name(verb)) + (sparkplug::is_about_device(verb) ? "/+/+" : "/+");
    std::size_t seen = 0;
    for (int i = 0; i < 600; ++i) {
        world.broker.clear_log();
        world.pass(milliseconds(100));
        away = i >= 150 && i < 250;
        if (i == 100) {
            world.command(golden::payload("command_rebirth"));
        } else if (i == 200) {
            world.broker.loses_next_publish(1, "spBv1.0/mapo/NDATA/+");
        } else if (i == 400) {
            world.broker.cut(pole.mqtt);
        }
        for (const auto& message : world.heard(filter)) {
            ++seen;
            ASSERT_TRUE(message.payload.timestamp);
            EXPECT_LE(*message.payload.timestamp, world.wall_ms());
            EXPECT_GE(*message.payload.timestamp + 200, world.wall_ms());
        }
    }
    EXPECT_GT(seen, 0U);
    EXPECT_GT(begin, 1'700'000'000'000U) << "milliseconds";
}

/// What a host hears of a node in one session: numbers without a gap, whatever the verb; deaths of nodes without one.
void seq_increments() {
    World world;
    auto& pole = world.add_pole();
    world.pass(seconds(2));
    int turn = 0;
    pole.reads([&](agent::Readings& readings, const Now&) { readings.set<"link_up">(++turn % 2, "eth0"); });
    // Past 255, with messages that the client does not take between.
    for (int i = 0; i < 30; ++i) {
        world.pass(seconds(100));
        pole.mqtt.stops_taking();
        world.pass(seconds(11));
        pole.mqtt.takes_again();
    }
    pole.stops();
    std::optional<std::uint64_t> last;
    bool wrapped = false;
    std::size_t messages = 0;
    for (const auto& message : world.heard("spBv1.0/mapo/+/pole-1")) {
        if (message.topic.verb == Verb::ndeath) {
            EXPECT_FALSE(message.payload.seq);
            continue;
        }
        ++messages;
        ASSERT_TRUE(message.payload.seq) << message.message->topic;
        const auto expected = message.topic.verb == Verb::nbirth ? 0 : (last.value() + 1) % 256;
        EXPECT_EQ(*message.payload.seq, expected);
        wrapped = wrapped || (message.topic.verb == Verb::ndata && expected == 0);
        last = message.payload.seq;
    }
    EXPECT_GT(messages, 290U);
    EXPECT_TRUE(wrapped);
}

/// The rules count node and devices as one; a collector asks for a rebirth where an edge does not.
void device_seq(Verb verb) {
    EXPECT_TRUE(sparkplug::delivery(verb).has_seq);
    namespace edge = sparkplug::edge;
    sparkplug::EdgeRules rules{edge::Settings{}};
    std::vector<edge::Action> actions;
    const Now now;
    for (const auto& event : std::initializer_list<edge::Event>{edge::Start{}, edge::DeviceFound{"air"},
                                                                edge::Connected{}, edge::Subscribed{}}) {
        actions.clear();
        rules.on(event, now, actions);
    }
    // NBIRTH, DBIRTH, DDATA, DDEATH: each that is sent takes the next number.
    ASSERT_EQ(actions.size(), 2U);
    for (std::uint8_t expected = 0; expected < 4; ++expected) {
        EXPECT_EQ(rules.next_seq(), expected);
        rules.sent();
    }
    const auto rebirths = [verb](std::uint8_t right_or_wrong) {
        World world;
        world.add_host();
        auto& foreign = world.add_edge();
        foreign.birth();
        world.broker.delivers();
        if (verb != Verb::dbirth) {
            foreign.device_birth("motor", 1, 10);
        }
        const auto seq = static_cast<std::uint8_t>((verb == Verb::dbirth ? 1 : 2) + right_or_wrong);
        if (verb == Verb::dbirth) {
            foreign.device_birth("motor", seq, 10);
        } else if (verb == Verb::ddata) {
            foreign.device_data("motor", seq, 10);
        } else {
            foreign.device_death("motor", seq, world.wall_ms());
        }
        world.pass(seconds(10));
        return world.rebirths_asked();
    };
    EXPECT_EQ(rebirths(0), 0U);
    EXPECT_EQ(rebirths(1), 1U);
}

void death_has_no_seq() {
    World world;
    live(world);
    const auto deaths = world.deaths();
    ASSERT_EQ(deaths.size(), 2U) << "the will, and the goodbye";
    for (const auto& death : deaths) {
        EXPECT_FALSE(death.payload.seq);
    }
}

void commands_have_no_seq() {
    World world;
    live(world);
    EXPECT_FALSE(world.commands().empty());
    for (const auto& command : world.commands()) {
        EXPECT_FALSE(command.payload.seq);
    }
}

/// Will, birth and death of the collector.
void state_travels(Packet::Kind kind, bool online) {
    World world;
    auto& host = world.add_host();
    world.pass(seconds(5));
    if (kind == Packet::Kind::will) {
        const auto& will = host.mqtt.last_connect().will;
        ASSERT_TRUE(will);
        EXPECT_EQ(will->qos, 1);
        EXPECT_TRUE(will->retain);
        return;
    }
    host.collector.stop(world.clock.now());
    world.broker.delivers();
    const auto states = world.states();
    ASSERT_EQ(states.size(), 2U);
    const auto& state = states[online ? 0 : 1];
    EXPECT_EQ(sparkplug::decode_host_state(state.payload)->online, online);
    EXPECT_EQ(state.qos, 1);
    EXPECT_TRUE(state.retain);
}

void times_are_utc_milliseconds(bool of_metrics) {
    World world;
    world.clock.wall_becomes_known(UtcMs{milliseconds(1'800'000'000'123)});
    world.add_pole();
    world.pass(seconds(40));
    const auto birth = world.births().at(0);
    EXPECT_EQ(birth.payload.timestamp, 1'800'000'000'123U);
    for (const auto& message : world.data()) {
        const auto taken = message.header()->taken - birth.header()->sent;
        const auto sent = message.header()->sent - birth.header()->sent;
        EXPECT_EQ(message.payload.timestamp, 1'800'000'000'123U + static_cast<std::uint64_t>(sent.count()));
        for (const auto& metric : message.payload.metrics) {
            EXPECT_TRUE(!of_metrics ||
                        metric.timestamp == 1'800'000'000'123U + static_cast<std::uint64_t>(taken.count()));
        }
    }
}

/// The CONNECT as it leaves through the library, seen by a server.
std::string connect_packet(const std::function<void(mqtt::PahoClient&, const std::string& server)>& connect) {
    boost::asio::io_context loop;
    mqtt::SmallBroker broker(loop);
    mqtt::PahoClient client(loop);
    connect(client, broker.server());
    const auto end = std::chrono::steady_clock::now() + seconds(20);
    while (broker.of_type(1).empty() && loop.run_one_until(end) > 0) {
    }
    return broker.of_type(1).empty() ? std::string(16, '\0') : broker.of_type(1).front();
}

void expect_clean_session_of_mqtt_311(const std::string& packet) {
    // Fixed header, remaining length of one or two bytes, "MQTT", level, flags.
    const auto name = packet.find("MQTT");
    ASSERT_NE(name, std::string::npos);
    EXPECT_EQ(packet[name + 4], 4) << "protocol level";
    EXPECT_NE(packet[name + 5] & 0x02, 0) << "clean session";
}

void edge_session_is_clean() {
    const Now now{Monotonic{seconds(1)}, UtcMs{seconds(1767225600)}, true};
    agent::Reporter reporter;
    agent::Outbox outbox(Epoch{1}, {}, reporter);
    std::unique_ptr<agent::EdgeSession> session;
    expect_clean_session_of_mqtt_311(connect_packet([&](mqtt::PahoClient& client, const std::string& server) {
        session = std::make_unique<agent::EdgeSession>(
            agent::SessionSettings{
                .area = "mapo", .node = "pole-1", .servers = {server}, .tls = {}, .primary_host = ""},
            client, reporter, outbox, [](std::uint8_t) {});
        client.listen([&](const mqtt::Event& event) { session->on(event, now); });
        session->start(now);
    }));
}

void host_session_is_clean() {
    const Now now{Monotonic{seconds(1)}, UtcMs{seconds(1767225600)}, true};
    std::unique_ptr<collector::HostSession> session;
    expect_clean_session_of_mqtt_311(connect_packet([&](mqtt::PahoClient& client, const std::string& server) {
        session = std::make_unique<collector::HostSession>(
            collector::SessionSettings{.server = server}, client,
            collector::HostSession::Receiver{[](std::string_view, std::string_view, const Now&) {}, [](const Now&) {},
                                             [](const Now&) {}});
        client.listen([&](const mqtt::Event& event) { session->on(event, now); });
        session->start(now);
    }));
}

}  // namespace

Chapter delivery() {
    return {
        "QoS, retain, sequence, time and sessions",
        "delivery.cpp",
        {
            covered({"topics-nbirth-mqtt", "payloads-nbirth-qos", "payloads-nbirth-retain",
                     "message-flow-edge-node-birth-publish-nbirth-qos",
                     "message-flow-edge-node-birth-publish-nbirth-retained"},
                    "NBIRTH travels at QoS 0, not retained.", [] { travels(Verb::nbirth, 0, false); }),
            covered({"topics-nbirth-seq-num", "payloads-nbirth-seq", "payloads-sequence-num-req-nbirth",
                     "message-flow-edge-node-birth-publish-nbirth-payload-seq"},
                    "NBIRTH has a seq; ours is always 0.", birth_seq),
            covered({"topics-nbirth-timestamp", "payloads-nbirth-timestamp"}, "NBIRTH bears the time it was sent.",
                    [] { is_dated(Verb::nbirth); }),
            covered({"message-flow-edge-node-birth-publish-nbirth-payload"}, "Its payload is Sparkplug's protobuf.",
                    birth_is_protobuf),
            covered(
                {"topics-dbirth-mqtt", "payloads-dbirth-qos", "payloads-dbirth-retain",
                 "message-flow-device-birth-publish-dbirth-qos", "message-flow-device-birth-publish-dbirth-retained"},
                "DBIRTH travels at QoS 0, not retained.", [] { travels(Verb::dbirth, 0, false); }),
            covered({"topics-dbirth-seq", "payloads-dbirth-seq", "payloads-dbirth-seq-inc",
                     "message-flow-device-birth-publish-dbirth-payload-seq"},
                    "DBIRTH has the seq after that of the message before it.", [] { device_seq(Verb::dbirth); }),
            covered({"topics-dbirth-timestamp", "payloads-dbirth-timestamp",
                     "message-flow-device-birth-publish-dbirth-payload"},
                    "DBIRTH is Sparkplug's protobuf and bears the time it was sent.", [] { is_dated(Verb::dbirth); }),
            covered({"topics-ndata-mqtt", "payloads-ndata-qos", "payloads-ndata-retain"},
                    "NDATA travels at QoS 0, not retained.", [] { travels(Verb::ndata, 0, false); }),
            covered(
                {"topics-ndata-seq-num", "payloads-ndata-seq", "payloads-ndata-seq-inc",
                 "payloads-sequence-num-always-included", "payloads-sequence-num-incrementing"},
                "Every message of an edge node but NDEATH has a seq, one more than the message before it, 0 after 255.",
                seq_increments),
            covered({"topics-ndata-timestamp", "payloads-ndata-timestamp"}, "NDATA bears the time it was sent.",
                    [] { is_dated(Verb::ndata); }),
            covered({"topics-ddata-mqtt", "payloads-ddata-qos", "payloads-ddata-retain"},
                    "DDATA travels at QoS 0, not retained.", [] { travels(Verb::ddata, 0, false); }),
            covered({"topics-ddata-seq-num", "payloads-ddata-seq", "payloads-ddata-seq-inc"},
                    "DDATA has the seq after that of the message before it.", [] { device_seq(Verb::ddata); }),
            not_applicable({"topics-ddata-timestamp", "payloads-ddata-timestamp"}, "DDATA bears the time it was sent.",
                           no_device_data),
            covered({"topics-ddeath-mqtt"}, "DDEATH travels at QoS 0, not retained.",
                    [] { travels(Verb::ddeath, 0, false); }),
            covered({"topics-ddeath-seq-num", "payloads-ddeath-seq", "payloads-ddeath-seq-inc",
                     "payloads-ddeath-seq-number"},
                    "DDEATH has the seq after that of the message before it.", [] { device_seq(Verb::ddeath); }),
            covered({"payloads-ddeath-timestamp"}, "DDEATH bears the time it was sent.",
                    [] { is_dated(Verb::ddeath); }),
            covered({"payloads-ndeath-will-message-qos", "payloads-ndeath-will-message-retain",
                     "message-flow-edge-node-birth-publish-will-message-qos",
                     "message-flow-edge-node-birth-publish-will-message-will-retained"},
                    "The NDEATH of the will has QoS 1 and is not retained.", will_travels),
            covered({"payloads-ndeath-seq", "topics-ndeath-seq"}, "NDEATH has no seq.", death_has_no_seq),
            covered({"topics-ncmd-mqtt", "payloads-ncmd-qos", "payloads-ncmd-retain"},
                    "NCMD travels at QoS 0, not retained.", [] { travels(Verb::ncmd, 0, false); }),
            covered({"topics-ncmd-timestamp", "payloads-ncmd-timestamp"}, "NCMD bears the time it was sent.",
                    [] { is_dated(Verb::ncmd); }),
            covered({"payloads-ncmd-seq"}, "NCMD has no seq.", commands_have_no_seq),
            covered({"topics-dcmd-mqtt", "payloads-dcmd-qos", "payloads-dcmd-retain"},
                    "DCMD travels at QoS 0, not retained.", [] { travels(Verb::dcmd, 0, false); }),
            not_applicable({"topics-dcmd-timestamp", "payloads-dcmd-timestamp"}, "DCMD bears the time it was sent.",
                           "the collector commands no device"),
            covered({"payloads-dcmd-seq"}, "DCMD has no seq.",
                    [] { EXPECT_FALSE(sparkplug::delivery(Verb::dcmd).has_seq); }),
            covered({"host-topic-phid-birth-qos", "host-topic-phid-birth-retain",
                     "operational-behavior-host-application-connect-birth-qos",
                     "operational-behavior-host-application-connect-birth-retained"},
                    "The STATE that says online has QoS 1 and is retained.",
                    [] { state_travels(Packet::Kind::publish, true); }),
            covered({"host-topic-phid-death-qos", "host-topic-phid-death-retain",
                     "operational-behavior-host-application-death-qos",
                     "operational-behavior-host-application-death-retained"},
                    "The STATE that says offline has QoS 1 and is retained.",
                    [] { state_travels(Packet::Kind::publish, false); }),
            covered({"payloads-state-will-message-qos", "payloads-state-will-message-retain",
                     "operational-behavior-host-application-connect-will-qos",
                     "operational-behavior-host-application-connect-will-retained"},
                    "The STATE of the will has QoS 1 and is retained.",
                    [] { state_travels(Packet::Kind::will, false); }),
            covered({"payloads-timestamp-in-UTC"}, "Timestamps of payloads are milliseconds since 1970, UTC.",
                    [] { times_are_utc_milliseconds(false); }),
            covered({"payloads-metric-timestamp-in-UTC"},
                    "Timestamps of metrics are milliseconds since 1970, UTC: when the value was read.",
                    [] { times_are_utc_milliseconds(true); }),
            covered({"principles-persistence-clean-session-311"}, "An edge node's CONNECT asks for a clean session.",
                    edge_session_is_clean),
            covered({"message-flow-phid-sparkplug-clean-session-311"}, "A host's CONNECT asks for a clean session.",
                    host_session_is_clean),
            not_applicable({"principles-persistence-clean-session-50", "message-flow-phid-sparkplug-clean-session-50"},
                           "With MQTT 5: clean start, and a session that ends with its connection.", mqtt_3),
        }};
}

}  // namespace magpie::conformance
