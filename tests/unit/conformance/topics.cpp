#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "agent/config/config.hpp"
#include "tests/unit/conformance/rule.hpp"
#include "tests/unit/conformance/world.hpp"

namespace magpie::conformance {

namespace {

using sparkplug::BadTopic;
using sparkplug::parse_topic;

/// A pole and a collector that have lived through birth, data, rebirth, acknowledgement and death.
void live(World& world) {
    world.add_host();
    auto& pole = world.add_pole();
    world.pass(seconds(70));
    world.hosts.front().collector.settled(
        {.area = "mapo", .node = "pole-1", .ledger = "", .acknowledgements = {{.epoch = Epoch{1}}}}, world.clock.now());
    world.command(golden::payload("command_rebirth"));
    world.pass(seconds(20));
    pole.stops();
    world.hosts.front().collector.stop(world.clock.now());
    world.broker.delivers();
}

bool agent_takes(const std::string& area, const std::string& id) {
    const auto text = "[node]\narea = \"" + area + "\"\nid = \"" + id + "\"\n[mqtt]\nservers = [\"tcp://b:1883\"]\n";
    return agent::parse_config(text, "agent.toml").has_value();
}

void structure() {
    World world;
    live(world);
    const auto messages = world.broker.published();
    ASSERT_GT(messages.size(), 15U);
    std::set<Verb> verbs;
    for (const auto& message : messages) {
        EXPECT_TRUE(message.topic.starts_with("spBv1.0/")) << message.topic;
        const auto topic = parse_topic(message.topic);
        ASSERT_TRUE(topic) << message.topic;
        verbs.insert(topic->verb);
    }
    EXPECT_EQ(verbs, (std::set<Verb>{Verb::nbirth, Verb::ndata, Verb::ndeath, Verb::ncmd, Verb::state}));
    EXPECT_EQ(parse_topic("spAv1.0/g/NBIRTH/n"), tl::unexpected(BadTopic::namespace_unknown));
    EXPECT_EQ(parse_topic("spBv1.0/g/n/NBIRTH"), tl::unexpected(BadTopic::verb_unknown));
}

void ids_are_valid() {
    EXPECT_TRUE(agent_takes("mapo", "pole-0001"));
    EXPECT_TRUE(parse_topic("spBv1.0/마포구/DDATA/기둥 1/센서"));
    for (const auto* bad : {"", "a+", "a/b", "#", "a\\u0007"}) {
        EXPECT_FALSE(agent_takes(bad, "pole-1")) << bad;
        EXPECT_FALSE(agent_takes("mapo", bad)) << bad;
    }
    for (const std::string bad : {"", "a+", "#", "\xff", "\xc0\xaf"}) {
        EXPECT_FALSE(parse_topic("spBv1.0/" + bad + "/DDATA/n/d"));
        EXPECT_FALSE(parse_topic("spBv1.0/g/DDATA/" + bad + "/d"));
        EXPECT_FALSE(parse_topic("spBv1.0/g/DDATA/n/" + bad));
    }
    EXPECT_FALSE(parse_topic("spBv1.0/g/DDATA/n/d/e")) << "a slash in a device id would be a level more";
}

void a_node_is_unique() {
    World world;
    auto& host = world.add_host();
    auto& first = world.add_pole();
    world.pass(seconds(20));
    // The node id is the MQTT client id: a broker has one of them.
    auto& second = world.add_pole();
    EXPECT_FALSE(first.mqtt.open() && second.mqtt.open());
    EXPECT_EQ(first.mqtt.last_connect().client_id, "pole-1");
    EXPECT_EQ(world.deaths().size(), 1U) << "the session that was taken over is dead";
    // And where somebody publishes in its name from another group, the collector believes the one that lives.
    const auto message = world.broker.published("spBv1.0/mapo/NBIRTH/pole-1").front();
    world.broker.stranger_publishes({"spBv1.0/jongno/NBIRTH/pole-1", message.payload, 0, false});
    world.broker.delivers();
    EXPECT_FALSE(host.collector.fleet().find("jongno", "pole-1"));
    EXPECT_EQ(host.collector.ingest().refusals().counted(collector::Reason::area_mismatch), 1U);
}

void a_device_is_unique() {
    World world;
    auto& host = world.add_host();
    auto& edge = world.add_edge();
    edge.birth();
    edge.device_birth("motor", 1, 10);
    edge.device_birth("motor", 2, 11);
    world.broker.delivers();
    EXPECT_EQ(host.collector.fleet().counts().devices_up, 1U);
    auto& other = world.add_edge("plant", "edge-2");
    other.birth();
    other.device_birth("motor", 1, 10);
    world.broker.delivers();
    EXPECT_EQ(host.collector.fleet().counts().devices_up, 2U);
    edge.device_death("motor", 3, world.wall_ms());
    world.pass(seconds(1));
    EXPECT_TRUE(world.exposes("magpie_node_device_up{area=\"plant\",node=\"edge-1\",device=\"motor\"} 0"));
    EXPECT_TRUE(world.exposes("magpie_node_device_up{area=\"plant\",node=\"edge-2\",device=\"motor\"} 1"));
}

void device_topics_name_a_device() {
    for (const auto verb : {Verb::dbirth, Verb::ddeath, Verb::ddata, Verb::dcmd}) {
        const auto text = sparkplug::topic("g", verb, "n", "d");
        EXPECT_EQ(parse_topic(text)->device, "d");
        EXPECT_EQ(parse_topic(text.substr(0, text.size() - 2)), tl::unexpected(BadTopic::level_count)) << text;
    }
}

void node_topics_name_no_device() {
    for (const auto verb : {Verb::nbirth, Verb::ndeath, Verb::ndata, Verb::ncmd}) {
        const auto text = sparkplug::topic("g", verb, "n");
        EXPECT_TRUE(parse_topic(text)) << text;
        EXPECT_EQ(parse_topic(text + "/d"), tl::unexpected(BadTopic::level_count)) << text;
    }
    EXPECT_FALSE(parse_topic("spBv1.0/STATE/h/d"));
    World world;
    live(world);
    for (const auto& message : world.broker.published()) {
        EXPECT_EQ(parse_topic(message.topic)->device, "") << message.topic;
    }
}

void ids_do_not_collide_in_lower_case() {
    EXPECT_FALSE(agent_takes("Mapo", "pole-1"));
    EXPECT_FALSE(agent_takes("mapo", "Pole-1"));
    EXPECT_TRUE(agent_takes("mapo", "pole-1"));
}

void metric_names_do_not_collide_in_lower_case() {
    World world;
    auto& pole = world.add_pole();
    pole.reads([](agent::Readings& readings, const Now&) {
        readings.set<"link_up">(1, "eth0");
        readings.set<"link_carrier">(1, "eth0");
        readings.set<"host_load_average">(1, "1");
    });
    world.pass(seconds(20));
    std::set<std::string> names;
    const auto birth = world.births().back();
    for (const auto& metric : birth.payload.metrics) {
        std::string lower(metric.name);
        std::ranges::transform(lower, lower.begin(),
                               [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
        EXPECT_TRUE(names.insert(lower).second) << metric.name;
    }
    EXPECT_GT(names.size(), 10U);
}

/// Every message of a verb goes to this topic and to no other.
void only_topic(Verb verb, const std::string& topic) {
    World world;
    live(world);
    const auto messages = world.broker.published("spBv1.0/+/" + std::string(name(verb)) + "/#");
    EXPECT_FALSE(messages.empty());
    for (const auto& message : messages) {
        EXPECT_EQ(message.topic, topic);
    }
}

/// The topic of a device's message, written and, where a host listens to it, understood.
void device_topic(Verb verb, const std::string& topic) {
    EXPECT_EQ(sparkplug::topic("plant", verb, "edge-1", "motor"), topic);
    const auto parsed = parse_topic(topic);
    ASSERT_TRUE(parsed);
    EXPECT_EQ(parsed->verb, verb);
    EXPECT_EQ(parsed->area, "plant");
    EXPECT_EQ(parsed->node, "edge-1");
    EXPECT_EQ(parsed->device, "motor");
    if (verb == Verb::dcmd) {
        return;
    }
    World world;
    auto& host = world.add_host();
    auto& edge = world.add_edge();
    edge.birth();
    edge.device_birth("motor", 1, 10);
    edge.device_data("motor", 2, 10);
    edge.device_death("motor", 3, world.wall_ms());
    world.broker.delivers();
    const auto& counters = host.collector.ingest().counters();
    EXPECT_EQ(counters.messages[static_cast<std::size_t>(verb)], 1U);
    EXPECT_EQ(world.broker.published(topic).size(), 1U);
}

}  // namespace

Chapter topics() {
    return {"Identity and topics",
            "topics.cpp",
            {
                covered({"topic-structure", "topic-structure-namespace-a"},
                        "A topic is `spBv1.0/group/verb/node` with the device behind it where the message is about "
                        "one; STATE is "
                        "`spBv1.0/STATE/host`.",
                        structure),
                covered({"topic-structure-namespace-valid-group-id", "topic-structure-namespace-valid-edge-node-id",
                         "topic-structure-namespace-valid-device-id", "intro-group-id-string", "intro-group-id-chars",
                         "intro-edge-node-id-string", "intro-edge-node-id-chars", "intro-device-id-string",
                         "intro-device-id-chars"},
                        "Ids are valid UTF-8 without `+`, `/` and `#`. Magpie's own are 1 to 32 of `a-z`, `0-9`, `-`.",
                        ids_are_valid),
                covered({"topic-structure-namespace-unique-edge-node-descriptor", "intro-edge-node-id-uniqueness",
                         "payloads-nbirth-edge-node-descriptor"},
                        "Group and node together name one edge node in the whole infrastructure.", a_node_is_unique),
                covered({"topic-structure-namespace-unique-device-id",
                         "topic-structure-namespace-duplicate-device-id-across-edge-node"},
                        "A device id names one device of its node, and may stand for another under another node.",
                        a_device_is_unique),
                covered({"topic-structure-namespace-device-id-associated-message-types"},
                        "DBIRTH, DDEATH, DDATA and DCMD name a device.", device_topics_name_a_device),
                covered({"topic-structure-namespace-device-id-non-associated-message-types"},
                        "NBIRTH, NDEATH, NDATA, NCMD and STATE name no device.", node_topics_name_no_device),
                covered({"case-sensitivity-sparkplug-ids"}, "No two ids differ in case alone: ours are lower case.",
                        ids_do_not_collide_in_lower_case),
                covered({"case-sensitivity-metric-names"}, "No two metric names of a birth differ in case alone.",
                        metric_names_do_not_collide_in_lower_case),
                covered({"topics-nbirth-topic", "message-flow-edge-node-birth-publish-nbirth-topic"},
                        "NBIRTH: `spBv1.0/group/NBIRTH/node`.",
                        [] { only_topic(Verb::nbirth, "spBv1.0/mapo/NBIRTH/pole-1"); }),
                covered({"topics-ndata-topic"}, "NDATA: `spBv1.0/group/NDATA/node`.",
                        [] { only_topic(Verb::ndata, "spBv1.0/mapo/NDATA/pole-1"); }),
                covered({"topics-ndeath-topic"}, "NDEATH: `spBv1.0/group/NDEATH/node`.",
                        [] { only_topic(Verb::ndeath, "spBv1.0/mapo/NDEATH/pole-1"); }),
                covered({"topics-ncmd-topic"}, "NCMD: `spBv1.0/group/NCMD/node`.",
                        [] { only_topic(Verb::ncmd, "spBv1.0/mapo/NCMD/pole-1"); }),
                covered({"topics-dbirth-topic", "message-flow-device-birth-publish-dbirth-topic",
                         "message-flow-device-birth-publish-dbirth-match-edge-node-topic"},
                        "DBIRTH: `spBv1.0/group/DBIRTH/node/device`, group and node as in the NBIRTH.",
                        [] { device_topic(Verb::dbirth, "spBv1.0/plant/DBIRTH/edge-1/motor"); }),
                covered({"topics-ddata-topic"}, "DDATA: `spBv1.0/group/DDATA/node/device`.",
                        [] { device_topic(Verb::ddata, "spBv1.0/plant/DDATA/edge-1/motor"); }),
                covered({"topics-ddeath-topic"}, "DDEATH: `spBv1.0/group/DDEATH/node/device`.",
                        [] { device_topic(Verb::ddeath, "spBv1.0/plant/DDEATH/edge-1/motor"); }),
                covered({"topics-dcmd-topic"}, "DCMD: `spBv1.0/group/DCMD/node/device`.",
                        [] { device_topic(Verb::dcmd, "spBv1.0/plant/DCMD/edge-1/motor"); }),
            }};
}

}  // namespace magpie::conformance
