#include <gtest/gtest.h>

#include <set>

#include "collector/config/config.hpp"
#include "tests/unit/conformance/rule.hpp"
#include "tests/unit/conformance/world.hpp"
#include "wire/sparkplug/host_state.hpp"

namespace magpie::conformance {

namespace {

constexpr const char* state_topic = "spBv1.0/STATE/collector";
constexpr const char* no_device_commands = "the collector commands no device";

sparkplug::HostState state(const std::string& payload) {
    return sparkplug::decode_host_state(payload).value();
}

/// The collector has come up, lost its line, come back, and left.
void live(World& world) {
    auto& host = world.add_host();
    world.pass(seconds(10));
    world.broker.cut(host.mqtt);
    world.pass(seconds(60));
    host.collector.stop(world.clock.now());
    world.broker.delivers();
}

// ---- STATE

void says_whether_it_is_online() {
    World world;
    auto& host = world.add_host();
    EXPECT_TRUE(state(world.broker.retained(state_topic).value()).online);
    world.broker.cut(host.mqtt);
    EXPECT_FALSE(state(world.broker.retained(state_topic).value()).online) << "its will";
    world.pass(seconds(30));
    EXPECT_TRUE(state(world.broker.retained(state_topic).value()).online);
    host.collector.stop(world.clock.now());
    world.broker.delivers();
    EXPECT_FALSE(state(world.broker.retained(state_topic).value()).online);
}

void serves_as_primary_host() {
    World world;
    auto& pole = world.add_pole({.primary_host = "collector"});
    world.pass(seconds(30));
    EXPECT_FALSE(pole.agent.session().online());
    auto& host = world.add_host();
    EXPECT_TRUE(pole.agent.session().online());
    world.broker.cut(host.mqtt);
    world.broker.delivers();
    EXPECT_FALSE(pole.agent.session().online());
    world.pass(seconds(60));
    EXPECT_TRUE(pole.agent.session().online());
}

void a_host_id_is_unique() {
    // The host id is the MQTT client id: of two collectors with one id a broker keeps one.
    World world;
    auto& first = world.add_host();
    auto& second = world.add_host();
    EXPECT_EQ(first.mqtt.last_connect().client_id, "collector");
    EXPECT_NE(first.mqtt.open(), second.mqtt.open());
    World other;
    auto& active = other.add_host({}, "collector-a");
    auto& standby = other.add_host({}, "collector-b");
    EXPECT_TRUE(active.mqtt.open() && standby.mqtt.open());
    EXPECT_TRUE(other.broker.retained("spBv1.0/STATE/collector-a") &&
                other.broker.retained("spBv1.0/STATE/collector-b"));
}

// ---- will

void connects_with_a_will() {
    World world;
    live(world);
    const auto connects = world.broker.packets(Packet::Kind::connect);
    ASSERT_GE(connects.size(), 2U);
    for (const auto& connect : connects) {
        ASSERT_TRUE(connect.connect->will);
        EXPECT_EQ(connect.connect->will->topic, state_topic);
    }
}

void the_will_says_offline() {
    World world;
    live(world);
    for (const auto& connect : world.broker.packets(Packet::Kind::connect)) {
        const auto& payload = connect.connect->will->payload;
        EXPECT_FALSE(state(payload).online);
        EXPECT_EQ(payload, "{\"online\":false,\"timestamp\":" + std::to_string(state(payload).timestamp) + "}");
    }
}

void the_will_is_of_the_connect() {
    World world;
    auto& host = world.add_host();
    EXPECT_EQ(state(host.mqtt.last_connect().will->payload).timestamp, world.wall_ms());
    world.pass(seconds(100));
    world.broker.cut(host.mqtt);
    const auto before = world.wall_ms();
    world.pass(seconds(30));
    const auto timestamp = state(host.mqtt.last_connect().will->payload).timestamp;
    EXPECT_GE(timestamp, before);
    EXPECT_LE(timestamp, world.wall_ms());
}

// ---- birth

/// Each CONNECT is followed by SUBSCRIBEs to the own STATE and to what edges say, and only then by a PUBLISH: the
/// birth.
void subscribes_then_is_born() {
    World world;
    live(world);
    std::size_t births = 0;
    bool born = false;
    std::set<std::string> filters;
    for (const auto& packet : world.broker.log()) {
        if (packet.kind == Packet::Kind::connect) {
            born = false;
            filters.clear();
        } else if (packet.kind == Packet::Kind::subscribe) {
            EXPECT_FALSE(born);
            filters.insert(packet.message.topic);
        } else if (packet.kind == Packet::Kind::publish && !born) {
            born = true;
            ++births;
            EXPECT_EQ(packet.message.topic, state_topic) << "the first that is published";
            EXPECT_TRUE(state(packet.message.payload).online);
            EXPECT_TRUE(filters.contains(state_topic));
            for (const auto* topic : {"spBv1.0/g/NBIRTH/n", "spBv1.0/g/NDATA/n", "spBv1.0/g/NDEATH/n",
                                      "spBv1.0/g/DBIRTH/n/d", "spBv1.0/g/DDATA/n/d", "spBv1.0/g/DDEATH/n/d"}) {
                EXPECT_TRUE(std::ranges::any_of(filters, [&](const std::string& filter) {
                    return fakes::matches(filter, topic);
                })) << topic;
            }
        }
    }
    EXPECT_EQ(births, 2U);
}

void the_birth_waits_for_the_subscriptions() {
    World world;
    world.broker.forbids_filter("spBv1.0/+/NDATA/+");
    world.add_host();
    world.pass(seconds(60));
    EXPECT_TRUE(world.states().empty());
    EXPECT_FALSE(world.hosts.front().collector.session().online());
}

void the_birth_is_json_with_the_time_of_the_will() {
    World world;
    live(world);
    std::optional<std::uint64_t> will;
    std::size_t births = 0;
    for (const auto& packet : world.broker.log()) {
        if (packet.kind == Packet::Kind::connect) {
            will = state(packet.connect->will->payload).timestamp;
        } else if (packet.kind == Packet::Kind::publish && state(packet.message.payload).online) {
            ++births;
            EXPECT_EQ(packet.message.topic, state_topic);
            EXPECT_EQ(packet.message.payload, "{\"online\":true,\"timestamp\":" + std::to_string(will.value()) + "}");
        }
    }
    EXPECT_EQ(births, 2U);
}

void an_offline_of_its_own_is_contradicted() {
    World world;
    auto& host = world.add_host();
    const auto birth = world.broker.retained(state_topic).value();
    world.pass(seconds(100));
    world.host_says("collector", false, world.wall_ms());
    EXPECT_EQ(world.broker.retained(state_topic), birth) << "the same time as before";
    EXPECT_EQ(world.states().size(), 2U);
    world.host_says("collector", true, world.wall_ms());
    world.host_says("other", false, world.wall_ms());
    EXPECT_EQ(world.states().size(), 2U);
    EXPECT_TRUE(host.mqtt.open());
}

// ---- the end

void says_offline_before_it_leaves() {
    World world;
    auto& host = world.add_host();
    world.pass(seconds(100));
    const auto from = world.broker.log().size();
    host.collector.stop(world.clock.now());
    world.broker.delivers();
    const auto& log = world.broker.log();
    ASSERT_EQ(log.size(), from + 2);
    EXPECT_EQ(log[from].kind, Packet::Kind::publish);
    EXPECT_EQ(log[from].message.topic, state_topic);
    EXPECT_EQ(log[from].message.payload, "{\"online\":false,\"timestamp\":" + std::to_string(world.wall_ms()) + "}");
    EXPECT_EQ(log[from + 1].kind, Packet::Kind::disconnect);
    EXPECT_TRUE(host.collector.stopped());
}

// ---- deaths of nodes

/// A pole and a foreign edge with a device, all alive.
struct Living : World {
    Living() {
        add_host();
        add_pole();
        auto& edge = add_edge();
        edge.birth(3);
        edge.device_birth("motor", 1, 10);
        pass(seconds(20));
    }
    collector::Life life(const std::string& area, const std::string& node) {
        return fleet().life(fleet().find(area, node).value());
    }
    const collector::Fleet& fleet() { return hosts.front().collector.fleet(); }
    void death(std::uint64_t bd_seq) { edges.front().publish(Verb::ndeath, ForeignEdge::bd_seq_metric(bd_seq)); }
};

void a_death_takes_the_node_offline() {
    Living world;
    EXPECT_EQ(world.life("mapo", "pole-1"), collector::Life::up);
    world.broker.cut(world.poles.front().mqtt);
    world.broker.delivers();
    EXPECT_EQ(world.life("mapo", "pole-1"), collector::Life::down);
    EXPECT_EQ(world.fleet().node(world.fleet().find("mapo", "pole-1").value()).died_at, world.clock.now().wall)
        << "by our clock";
    EXPECT_TRUE(world.exposes("magpie_node_up{area=\"mapo\",node=\"pole-1\"} 0"));
    // The death of another session, or of none, is passed over.
    world.death(2);
    world.death(4);
    world.edges.front().publish(Verb::ndeath, "");
    world.broker.delivers();
    EXPECT_EQ(world.life("plant", "edge-1"), collector::Life::up);
    world.death(3);
    world.broker.delivers();
    EXPECT_EQ(world.life("plant", "edge-1"), collector::Life::down);
    EXPECT_EQ(world.hosts.front().collector.ingest().refusals().counted(collector::Reason::stale_death), 3U);
}

void a_death_makes_the_nodes_metrics_stale() {
    Living world;
    EXPECT_TRUE(world.exposes("magpie_link_up{area=\"mapo\",node=\"pole-1\",interface=\"eth0\"} 1"));
    world.broker.cut(world.poles.front().mqtt);
    world.broker.delivers();
    EXPECT_FALSE(world.exposes("magpie_link_up"));
    world.broker.clear_log();
    // Nothing that comes late brings them back.
    world.broker.stranger_publishes({"spBv1.0/mapo/NDATA/pole-1", golden::payload("data"), 0, false});
    world.broker.delivers();
    EXPECT_FALSE(world.exposes("magpie_link_up"));
}

void a_death_takes_the_devices_offline() {
    Living world;
    EXPECT_TRUE(world.exposes("magpie_node_device_up{area=\"plant\",node=\"edge-1\",device=\"motor\"} 1"));
    world.death(3);
    world.broker.delivers();
    EXPECT_EQ(world.fleet().counts().devices_up, 0U);
    EXPECT_FALSE(world.exposes("device=\"motor\"} 1"));
    EXPECT_EQ(world.fleet().node(world.fleet().find("plant", "edge-1").value()).devices.at(0).since,
              world.clock.now().wall);
}

void a_death_makes_the_devices_metrics_stale() {
    Living world;
    auto& refusals = world.hosts.front().collector.ingest().refusals();
    world.edges.front().device_data("motor", 2, 10);
    world.broker.delivers();
    EXPECT_EQ(refusals.counted(collector::Reason::not_born), 0U);
    world.death(3);
    world.edges.front().device_data("motor", 3, 10);
    world.broker.delivers();
    EXPECT_EQ(refusals.counted(collector::Reason::not_born), 1U) << "its values mean nothing before the next birth";
    world.edges.front().birth(3);
    world.edges.front().device_data("motor", 1, 10);
    world.broker.delivers();
    EXPECT_EQ(refusals.counted(collector::Reason::not_born), 2U) << "nor before its own";
}

void a_device_death_takes_the_device_offline() {
    Living world;
    world.pass(seconds(30));
    const auto said = world.wall_ms() - 5000;
    world.edges.front().device_death("motor", 2, said);
    world.broker.delivers();
    EXPECT_TRUE(world.exposes("magpie_node_device_up{area=\"plant\",node=\"edge-1\",device=\"motor\"} 0"));
    EXPECT_EQ(world.life("plant", "edge-1"), collector::Life::up);
    const auto since = world.fleet().node(world.fleet().find("plant", "edge-1").value()).devices.at(0).since;
    EXPECT_EQ(static_cast<std::uint64_t>(since.time_since_epoch().count()), said) << "by the time of the payload";
}

void a_device_death_makes_its_metrics_stale() {
    Living world;
    auto& refusals = world.hosts.front().collector.ingest().refusals();
    world.edges.front().device_death("motor", 2, world.wall_ms());
    world.edges.front().device_data("motor", 3, 10);
    world.broker.delivers();
    EXPECT_EQ(refusals.counted(collector::Reason::not_born), 1U);
    world.edges.front().device_birth("motor", 4, 10);
    world.edges.front().device_data("motor", 5, 10);
    world.broker.delivers();
    EXPECT_EQ(refusals.counted(collector::Reason::not_born), 1U);
}

// ---- order

constexpr const char* data_of_poles = "spBv1.0/mapo/NDATA/pole-1";

void the_reorder_timeout_is_a_setting() {
    const auto config =
        collector::parse_config("[mqtt]\nserver = \"tcp://b:1883\"\n[ingest]\nreorder_seconds = 6\n", "collector.toml");
    ASSERT_TRUE(config) << config.error().front();
    EXPECT_EQ(config->ingest.reorder_timeout, seconds(6));
    World world;
    world.add_host(config->ingest);
    auto& edge = world.add_edge();
    edge.birth();
    edge.data(2);
    world.pass(milliseconds(5700));
    EXPECT_EQ(world.rebirths_asked(), 0U);
    world.pass(milliseconds(600));
    EXPECT_EQ(world.rebirths_asked(), 1U);
}

void a_gap_starts_the_timer() {
    World world;
    world.add_host();
    auto& edge = world.add_edge();
    edge.birth();
    edge.data(1);
    world.pass(seconds(30));
    EXPECT_EQ(world.rebirths_asked(), 0U) << "what is in order starts none";
    edge.data(3);
    world.pass(milliseconds(1500));
    edge.data(4);
    world.pass(milliseconds(1000));
    EXPECT_EQ(world.rebirths_asked(), 1U) << "two seconds after the first";
}

void a_gap_that_stays_asks_for_a_rebirth() {
    // Of a foreign edge, and of a pole.
    World world;
    world.add_host();
    auto& edge = world.add_edge();
    edge.birth();
    edge.data(2);
    world.add_pole();
    world.pass(seconds(30));
    EXPECT_EQ(world.commands().back().topic.node == "edge-1" || world.rebirths_asked() == 1U, true);
    EXPECT_EQ(world.rebirths_asked(), 1U);
    world.broker.loses_next_publish(1, data_of_poles);
    world.pass(seconds(30));
    EXPECT_EQ(world.rebirths_asked(), 2U);
    EXPECT_EQ(world.births().back().topic.node, "pole-1") << "which it gave";
}

void a_gap_that_is_filled_asks_for_nothing() {
    World world;
    auto& host = world.add_host();
    auto& edge = world.add_edge();
    edge.birth();
    edge.data(2);
    edge.data(3);
    world.pass(milliseconds(1000));
    edge.data(1);
    world.pass(seconds(30));
    edge.data(4);
    world.pass(seconds(30));
    EXPECT_EQ(world.rebirths_asked(), 0U);
    EXPECT_EQ(host.collector.ingest().refusals().counted(collector::Reason::reorder_lost), 0U);
    edge.data(6);
    world.pass(seconds(5));
    EXPECT_EQ(world.rebirths_asked(), 1U) << "until the next";
}

// ---- commands

/// The rebirth that a collector asks of an edge it does not know.
Heard a_rebirth_request() {
    World world;
    world.add_host();
    auto& edge = world.add_edge();
    edge.data(1);
    world.pass(seconds(5));
    const auto commands = world.broker.published("spBv1.0/plant/+/edge-1");
    return commands.size() == 2 ? Heard(commands[1]) : Heard({"spBv1.0/none/NDATA/none", "", 0, false});
}

void commands_go_by_ncmd() {
    EXPECT_EQ(a_rebirth_request().topic.verb, Verb::ncmd);
    World world;
    world.add_host();
    world.add_pole();
    world.pass(seconds(60));
    EXPECT_FALSE(world.commands().empty());
    for (const auto& command : world.commands()) {
        EXPECT_EQ(command.message->topic, "spBv1.0/mapo/NCMD/pole-1");
    }
}

void a_rebirth_request_has_the_name() {
    const auto request = a_rebirth_request();
    ASSERT_EQ(request.payload.metrics.size(), 1U);
    EXPECT_EQ(request.payload.metrics[0].name, "Node Control/Rebirth");
    EXPECT_FALSE(request.payload.metrics[0].has_alias);
}

void a_rebirth_request_is_true() {
    const auto request = a_rebirth_request();
    ASSERT_EQ(request.payload.metrics.size(), 1U);
    EXPECT_EQ(request.payload.metrics[0].value.field, sparkplug::ValueField::boolean_value);
    EXPECT_EQ(request.payload.metrics[0].value.bits, 1U);
}

/// Calls back with every metric of every command, and the same metric of the node's birth.
void for_every_command(void (*look)(const sparkplug::MetricView& command, const sparkplug::MetricView* birth)) {
    World world;
    world.add_host();
    world.add_pole();
    world.pass(seconds(60));
    world.broker.loses_next_publish(1, data_of_poles);
    world.pass(seconds(60));
    std::set<std::string> names;
    for (const auto& command : world.commands()) {
        EXPECT_FALSE(command.payload.metrics.empty());
        for (const auto& metric : command.payload.metrics) {
            names.insert(std::string(metric.name));
            look(metric, world.births().back().find(metric.name));
        }
    }
    EXPECT_EQ(names, (std::set<std::string>{"Node Control/Acknowledge", "Node Control/Rebirth"}));
}

void commands_write_metrics_of_the_birth() {
    for_every_command([](const sparkplug::MetricView& command, const sparkplug::MetricView* birth) {
        EXPECT_NE(birth, nullptr) << command.name;
    });
}

void commands_write_values_of_the_type() {
    for_every_command([](const sparkplug::MetricView& command, const sparkplug::MetricView* birth) {
        ASSERT_NE(birth, nullptr);
        const auto expected =
            birth->datatype == 11 ? sparkplug::ValueField::boolean_value : sparkplug::ValueField::bytes_value;
        EXPECT_EQ(command.value.field, expected) << command.name;
        EXPECT_EQ(command.datatype, birth->datatype);
    });
}

}  // namespace

Chapter host_application() {
    return {"The host application",
            "host_application.cpp",
            {
                covered({"intro-sparkplug-host-state", "components-ph-state",
                         "operational-behavior-host-application-connect-birth"},
                        "A host says by STATE whether it is online.", says_whether_it_is_online),
                covered({"conformance-primary-host"},
                        "Edge nodes that wait for it as their primary host can follow it.", serves_as_primary_host),
                covered({"operational-behavior-host-application-host-id"}, "A host id is unique.", a_host_id_is_unique),
                covered({"host-topic-phid-death-topic", "host-topic-phid-death-required",
                         "operational-behavior-host-application-connect-will",
                         "operational-behavior-host-application-connect-will-topic", "payloads-state-will-message"},
                        "Its CONNECT carries a will on `spBv1.0/STATE/host`.", connects_with_a_will),
                covered({"host-topic-phid-death-payload", "operational-behavior-host-application-connect-will-payload",
                         "payloads-state-will-message-payload"},
                        "The will is the JSON object with `online` false and a `timestamp`.", the_will_says_offline),
                covered({"host-topic-phid-death-payload-timestamp-connect"},
                        "That is the time of the CONNECT, in milliseconds since 1970.", the_will_is_of_the_connect),
                covered({"message-flow-phid-sparkplug-subscription", "host-topic-phid-birth-message",
                         "host-topic-phid-birth-sub-required", "payloads-state-subscribe",
                         "operational-behavior-primary-application-state-with-multiple-servers-state"},
                        "Connected it subscribes to its own STATE and to what edge nodes say; the first that it "
                        "publishes then is its birth.",
                        subscribes_then_is_born),
                covered({"message-flow-phid-sparkplug-state-publish", "host-topic-phid-birth-required",
                         "payloads-state-birth"},
                        "The birth waits for the subscriptions.",
                        [] {
                            subscribes_then_is_born();
                            the_birth_waits_for_the_subscriptions();
                        }),
                covered({"message-flow-phid-sparkplug-state-publish-payload",
                         "message-flow-phid-sparkplug-state-publish-payload-timestamp", "host-topic-phid-birth-topic",
                         "host-topic-phid-birth-payload", "host-topic-phid-birth-payload-timestamp",
                         "payloads-state-birth-payload", "operational-behavior-host-application-connect-birth-topic",
                         "operational-behavior-host-application-connect-birth-payload"},
                        "The birth is the JSON object with `online` true and the `timestamp` of the will.",
                        the_birth_is_json_with_the_time_of_the_will),
                covered({"message-flow-hid-sparkplug-state-message-delivered"},
                        "An offline of its own that it is told while online it contradicts, with the same timestamp.",
                        an_offline_of_its_own_is_contradicted),
                not_applicable({"operational-behavior-host-application-multi-server-timestamp"},
                               "A host of several servers keeps a timestamp for each.", "a collector has one server"),
                covered({"host-topic-phid-death-payload-timestamp-disconnect-clean",
                         "host-topic-phid-death-payload-timestamp-disconnect-with-no-disconnect-packet",
                         "operational-behavior-host-application-termination",
                         "operational-behavior-host-application-death-topic",
                         "operational-behavior-host-application-death-payload",
                         "operational-behavior-host-application-disconnect-intentional"},
                        "A host that leaves publishes offline with the time of that moment, then disconnects.",
                        says_offline_before_it_leaves),
                covered({"operational-behavior-edge-node-termination-host-action-ndeath-node-offline"},
                        "NDEATH of the present session takes the node offline, by the host's clock; of another it is "
                        "passed over.",
                        a_death_takes_the_node_offline),
                covered({"operational-behavior-edge-node-termination-host-action-ndeath-node-tags-stale"},
                        "Its metrics are stale: they leave /metrics.", a_death_makes_the_nodes_metrics_stale),
                covered({"operational-behavior-edge-node-termination-host-action-ndeath-devices-offline"},
                        "Its devices are offline.", a_death_takes_the_devices_offline),
                covered({"operational-behavior-edge-node-termination-host-action-ndeath-devices-tags-stale"},
                        "The metrics of its devices are stale: no data counts before their next birth.",
                        a_death_makes_the_devices_metrics_stale),
                covered({"operational-behavior-edge-node-termination-host-action-ddeath-devices-offline"},
                        "DDEATH takes the device offline, by the timestamp of the payload.",
                        a_device_death_takes_the_device_offline),
                covered({"operational-behavior-edge-node-termination-host-action-ddeath-devices-tags-stale"},
                        "Its metrics are stale.", a_device_death_makes_its_metrics_stale),
                covered({"operational-behavior-host-reordering-param"},
                        "How long a missing message is waited for can be set.", the_reorder_timeout_is_a_setting),
                covered({"operational-behavior-host-reordering-start"}, "A message out of order starts that timer.",
                        a_gap_starts_the_timer),
                covered({"operational-behavior-host-reordering-rebirth"},
                        "When it elapses the host asks for a rebirth.", a_gap_that_stays_asks_for_a_rebirth),
                covered({"operational-behavior-host-reordering-success"},
                        "When what was missing arrives before, all goes on as if nothing had been.",
                        a_gap_that_is_filled_asks_for_nothing),
                covered({"operational-behavior-data-commands-ncmd-rebirth-verb",
                         "operational-behavior-data-commands-ncmd-verb"},
                        "A rebirth is asked for, and a node is commanded, by NCMD.", commands_go_by_ncmd),
                covered({"operational-behavior-data-commands-ncmd-rebirth-name"},
                        "The request names the metric `Node Control/Rebirth`.", a_rebirth_request_has_the_name),
                covered({"operational-behavior-data-commands-ncmd-rebirth-value"}, "Its value is true.",
                        a_rebirth_request_is_true),
                covered({"topics-ncmd-payload", "operational-behavior-data-commands-ncmd-metric-name"},
                        "NCMD holds the metrics to write, metrics of the birth.", commands_write_metrics_of_the_birth),
                covered({"operational-behavior-data-commands-ncmd-metric-value"}, "With values of their type.",
                        commands_write_values_of_the_type),
                not_applicable({"topics-dcmd-payload", "operational-behavior-data-commands-dcmd-verb",
                                "operational-behavior-data-commands-dcmd-metric-name",
                                "operational-behavior-data-commands-dcmd-metric-value"},
                               "A device is commanded by DCMD, with metrics of its birth and values of their type.",
                               no_device_commands),
            }};
}

Chapter other_profiles() {
    constexpr const char* no_broker = "Magpie brings no MQTT server";
    return {"MQTT servers",
            "host_application.cpp",
            {
                not_applicable({"conformance-mqtt-qos0", "conformance-mqtt-qos1", "conformance-mqtt-will-messages",
                                "conformance-mqtt-retained"},
                               "A server supports QoS 0 and 1, wills and retained messages.", no_broker),
                not_applicable({"conformance-mqtt-aware-basic", "conformance-mqtt-aware-store",
                                "conformance-mqtt-aware-nbirth-mqtt-topic", "conformance-mqtt-aware-nbirth-mqtt-retain",
                                "conformance-mqtt-aware-dbirth-mqtt-topic", "conformance-mqtt-aware-dbirth-mqtt-retain",
                                "conformance-mqtt-aware-ndeath-timestamp"},
                               "A Sparkplug-aware server keeps births under `$sparkplug/certificates/`.", no_broker),
            }};
}

}  // namespace magpie::conformance
