#include <gtest/gtest.h>

#include <map>
#include <set>

#include "tests/unit/conformance/rule.hpp"
#include "tests/unit/conformance/world.hpp"
#include "wire/sparkplug/edge_rules.hpp"

namespace magpie::conformance {

namespace {

constexpr const char* no_device_data =
    "what a device measures is in the numbered reports of its node, which are kept until they are safe: the agent "
    "writes no DDATA";

std::vector<Packet> connects_of(const World& world, const std::string& client) {
    auto all = world.broker.packets(Packet::Kind::connect);
    std::erase_if(all, [&](const Packet& packet) { return packet.client != client; });
    return all;
}

Heard will_of(const Packet& connect) {
    return Heard(connect.connect->will.value());
}

/// Three connections of a pole, with failures between them, and rebirths.
void three_connections(World& world) {
    auto& pole = world.add_pole();
    world.pass(seconds(15));
    world.command(golden::payload("command_rebirth"));
    world.broker.cut(pole.mqtt);
    world.pass(seconds(15));
    world.broker.broker_goes_away();
    world.pass(seconds(120));
    world.broker.broker_returns();
    world.pass(seconds(90));
    world.command(golden::payload("command_rebirth"));
    world.pass(seconds(15));
}

// ---- connect and will

void connects_with_a_will() {
    World world;
    three_connections(world);
    const auto connects = connects_of(world, "pole-1");
    ASSERT_GT(connects.size(), 4U) << "the failed ones too";
    for (const auto& connect : connects) {
        EXPECT_TRUE(connect.connect->will);
    }
}

void will_is_a_death() {
    World world;
    three_connections(world);
    for (const auto& connect : connects_of(world, "pole-1")) {
        const auto will = will_of(connect);
        EXPECT_EQ(will.topic.verb, Verb::ndeath);
        EXPECT_EQ(will.message->topic, "spBv1.0/mapo/NDEATH/pole-1");
        // One metric: bdSeq, Int64, in long_value.
        ASSERT_EQ(will.payload.metrics.size(), 1U);
        const auto& metric = will.payload.metrics[0];
        EXPECT_EQ(metric.name, "bdSeq");
        EXPECT_EQ(metric.datatype, 4U);
        EXPECT_EQ(metric.value.field, sparkplug::ValueField::long_value);
        EXPECT_FALSE(will.payload.seq);
    }
}

void publishes_nothing_before_it_is_connected() {
    World world;
    world.broker.broker_refuses("not yet");
    auto& pole = world.add_pole();
    world.pass(seconds(120));
    EXPECT_TRUE(world.broker.published().empty());
    EXPECT_EQ(pole.agent.session().counters().publish_failures, 0U) << "nor does it try to";
    world.broker.broker_welcomes();
    world.pass(seconds(60));
    EXPECT_EQ(world.births().size(), 1U);
    EXPECT_GT(world.place(Packet::Kind::publish), world.place(Packet::Kind::connect));
}

// ---- bdSeq

void births_repeat_the_bd_seq_of_the_will() {
    World world;
    three_connections(world);
    std::map<std::uint64_t, int> births;
    std::optional<std::uint64_t> will;
    for (const auto& packet : world.broker.log()) {
        if (packet.kind == Packet::Kind::connect) {
            will = will_of(packet).bd_seq();
        } else if (packet.kind == Packet::Kind::publish && packet.message.topic == "spBv1.0/mapo/NBIRTH/pole-1") {
            const Heard birth(packet.message);
            ASSERT_TRUE(birth.bd_seq());
            EXPECT_EQ(birth.bd_seq(), will);
            EXPECT_EQ(birth.find("bdSeq")->datatype, 4U);
            ++births[*birth.bd_seq()];
        }
    }
    EXPECT_EQ(births, (std::map<std::uint64_t, int>{{0, 2}, {1, 1}, {2, 2}}));
}

void bd_seq_counts_connections() {
    World world;
    auto& pole = world.add_pole({.next_bd_seq = 254});
    World first_run;
    first_run.add_pole();
    EXPECT_EQ(first_run.births().at(0).bd_seq(), 0U);
    std::vector<std::uint64_t> seen;
    for (int i = 0; i < 4; ++i) {
        world.pass(seconds(5));
        seen.push_back(world.births().back().bd_seq().value());
        world.broker.cut(pole.mqtt);
    }
    EXPECT_EQ(seen, (std::vector<std::uint64_t>{254, 255, 0, 1}));
    EXPECT_EQ(pole.next_bd_seq, 2) << "what the next run of the agent begins with";
}

void a_rebirth_keeps_the_bd_seq() {
    World world;
    world.add_pole({.next_bd_seq = 7});
    world.command(golden::payload("command_rebirth"));
    const auto births = world.births();
    ASSERT_EQ(births.size(), 2U);
    EXPECT_EQ(births[1].bd_seq(), 7U);
}

// ---- subscriptions

void subscribes_to_commands_before_the_birth() {
    World world;
    three_connections(world);
    std::size_t births = 0;
    bool subscribed = false;
    for (const auto& packet : world.broker.log()) {
        if (packet.kind == Packet::Kind::connect) {
            subscribed = false;
        } else if (packet.kind == Packet::Kind::subscribe && packet.message.topic == "spBv1.0/mapo/NCMD/pole-1") {
            EXPECT_EQ(packet.message.qos, 1);
            subscribed = true;
        } else if (packet.kind == Packet::Kind::publish && packet.message.topic == "spBv1.0/mapo/NBIRTH/pole-1") {
            EXPECT_TRUE(subscribed);
            ++births;
        }
    }
    EXPECT_EQ(births, 5U);
}

void rules_subscribe_to_device_commands() {
    namespace edge = sparkplug::edge;
    const auto filters = [](bool devices_take_commands) {
        sparkplug::EdgeRules rules{edge::Settings{.devices_take_commands = devices_take_commands}};
        std::vector<edge::Action> actions;
        rules.on(edge::Start{}, {}, actions);
        rules.on(edge::Connected{}, {}, actions);
        std::set<edge::Filter> wanted;
        for (const auto& action : actions) {
            EXPECT_FALSE(std::holds_alternative<edge::SendBirth>(action));
            if (const auto* subscribe = std::get_if<edge::Subscribe>(&action)) {
                wanted.insert(subscribe->filter);
            }
        }
        return wanted;
    };
    EXPECT_TRUE(filters(true).contains(edge::Filter::device_commands));
    EXPECT_FALSE(filters(false).contains(edge::Filter::device_commands));
}

// ---- primary host

const Pole::Options with_host{.servers = {"tcp://a:1883", "tcp://b:1883"}, .primary_host = "scada"};

void subscribes_to_the_primary_hosts_state() {
    World world;
    world.add_pole(with_host);
    const auto place = world.place(Packet::Kind::subscribe, "spBv1.0/STATE/scada");
    ASSERT_LT(place, world.broker.log().size());
    EXPECT_EQ(world.broker.log()[place].message.qos, 1);
    World without;
    without.add_pole();
    EXPECT_EQ(without.place(Packet::Kind::subscribe, "spBv1.0/STATE/+"), without.broker.log().size());
}

void waits_for_its_primary_host() {
    World world;
    world.add_pole(with_host);
    world.pass(seconds(600));
    EXPECT_TRUE(world.births().empty());
    world.host_says("scada", true, 1000);
    EXPECT_EQ(world.births().size(), 1U);
}

void waits_for_no_other_host() {
    World world;
    world.host_says("historian", true, 1000);
    auto& pole = world.add_pole(with_host);
    world.host_says("historian", true, 2000);
    // Even if a broker passes it on.
    pole.agent.on(mqtt::Received{"spBv1.0/STATE/historian", R"({"online":true,"timestamp":3000})", 1, true},
                  world.clock.now());
    world.pass(seconds(60));
    EXPECT_TRUE(world.births().empty());
    world.host_says("scada", true, 1000);
    EXPECT_EQ(world.births().size(), 1U);
}

void waits_until_it_is_online() {
    World world;
    world.host_says("scada", false, 5000);
    world.add_pole(with_host);
    world.pass(seconds(60));
    EXPECT_TRUE(world.births().empty());
    world.host_says("scada", true, 5000);
    EXPECT_EQ(world.births().size(), 1U);
}

void takes_no_older_word_for_online() {
    World world;
    world.host_says("scada", true, 1000);
    world.add_pole(with_host);
    ASSERT_EQ(world.births().size(), 1U);
    world.host_says("scada", false, 2000);
    world.pass(seconds(30));
    world.host_says("scada", true, 1999);
    world.pass(seconds(30));
    EXPECT_EQ(world.births().size(), 1U);
    world.host_says("scada", true, 2000);
    EXPECT_EQ(world.births().size(), 2U);
}

/// NDEATH, then DISCONNECT, in this order and with nothing of the node between them.
void expect_goodbye(const World& world, std::size_t from) {
    const auto death = world.place(Packet::Kind::publish, "spBv1.0/mapo/NDEATH/pole-1", from);
    const auto leaving = world.place(Packet::Kind::disconnect, "#", from);
    ASSERT_LT(leaving, world.broker.log().size());
    EXPECT_EQ(death + 1, leaving);
    EXPECT_TRUE(world.broker.packets(Packet::Kind::will).empty());
}

void leaves_when_the_primary_host_goes_offline() {
    World world;
    world.host_says("scada", true, 1000);
    world.add_pole(with_host);
    world.pass(seconds(30));
    const auto from = world.broker.log().size();
    world.host_says("scada", false, 1000);
    expect_goodbye(world, from);
    EXPECT_EQ(world.deaths().at(0).bd_seq(), world.births().at(0).bd_seq());
    world.broker.clear_log();
    world.pass(seconds(60));
    EXPECT_TRUE(world.data().empty());
}

void stays_when_an_older_offline_comes() {
    World world;
    world.host_says("scada", true, 1000);
    auto& pole = world.add_pole(with_host);
    world.host_says("scada", false, 999);
    world.pass(seconds(30));
    EXPECT_TRUE(world.deaths().empty());
    EXPECT_TRUE(pole.agent.session().online());
    // Nor after a reconnect of its own: what it has seen it keeps.
    world.host_says("scada", true, 2000);
    world.broker.cut(pole.mqtt);
    world.pass(seconds(5));
    ASSERT_TRUE(pole.agent.session().online());
    pole.agent.on(mqtt::Received{"spBv1.0/STATE/scada", R"({"online":false,"timestamp":1500})", 1, true},
                  world.clock.now());
    world.pass(seconds(5));
    EXPECT_TRUE(pole.agent.session().online());
}

std::vector<std::string> servers_tried(const World& world) {
    std::vector<std::string> servers;
    for (const auto& connect : connects_of(world, "pole-1")) {
        servers.push_back(connect.connect->server);
    }
    return servers;
}

void walks_on_to_the_next_server() {
    World world;
    world.host_says("scada", true, 1000);
    auto& pole = world.add_pole(with_host);
    EXPECT_EQ(servers_tried(world), (std::vector<std::string>{"tcp://a:1883"}));
    world.host_says("scada", false, 2000);
    world.pass(seconds(10));
    EXPECT_EQ(servers_tried(world), (std::vector<std::string>{"tcp://a:1883", "tcp://b:1883"}));
    EXPECT_TRUE(pole.mqtt.open());
    world.host_says("scada", true, 3000);
    world.host_says("scada", false, 4000);
    world.pass(seconds(10));
    EXPECT_EQ(servers_tried(world).back(), "tcp://a:1883");
}

/// Of the clients of a log: whether a CONNECT ever goes out while a connection stands.
void expect_one_connection_at_a_time(const World& world) {
    bool connected = false;
    for (const auto& packet : world.broker.log()) {
        if (packet.kind == Packet::Kind::connect) {
            EXPECT_FALSE(connected);
            connected = true;
        } else if (packet.kind == Packet::Kind::disconnect) {
            connected = false;
        }
    }
}

void has_one_server_at_a_time() {
    World walking;
    walking.host_says("scada", true, 1000);
    walking.add_pole(with_host);
    for (std::uint64_t time = 2000; time < 12000; time += 2000) {
        walking.host_says("scada", false, time);
        walking.pass(seconds(10));
        walking.host_says("scada", true, time + 1000);
    }
    EXPECT_EQ(servers_tried(walking).size(), 6U);
    expect_one_connection_at_a_time(walking);
    World world;
    world.host_says("scada", true, 1000);
    world.add_pole({.servers = {"tcp://a:1883"}, .primary_host = "scada"});
    world.host_says("scada", false, 2000);
    world.pass(seconds(10));
    EXPECT_EQ(servers_tried(world), (std::vector<std::string>{"tcp://a:1883", "tcp://a:1883"}));
    world.host_says("scada", true, 3000);
    EXPECT_EQ(world.births().size(), 2U);
}

// ---- births first

void births_come_first() {
    World world;
    three_connections(world);
    bool born = false;
    std::size_t data = 0;
    for (const auto& packet : world.broker.log()) {
        if (packet.kind == Packet::Kind::connect) {
            born = false;
        } else if (packet.kind == Packet::Kind::publish) {
            const Heard message(packet.message);
            EXPECT_TRUE(born || message.topic.verb == Verb::nbirth) << packet.message.topic;
            born = born || message.topic.verb == Verb::nbirth;
            data += message.topic.verb == Verb::ndata ? 1 : 0;
        }
    }
    EXPECT_GT(data, 10U);
}

void birth_is_the_first_message() {
    World world;
    world.add_host();
    auto& pole = world.add_pole();
    world.pass(seconds(20));
    world.broker.cut(pole.mqtt);
    world.broker.cut(world.hosts.front().mqtt);
    world.pass(seconds(60));
    std::map<std::string, bool> born;
    std::size_t births = 0;
    for (const auto& packet : world.broker.log()) {
        if (packet.kind == Packet::Kind::connect) {
            born[packet.client] = false;
        } else if (packet.kind == Packet::Kind::publish && !std::exchange(born[packet.client], true)) {
            ++births;
            const Heard first(packet.message);
            EXPECT_EQ(first.topic.verb, packet.client == "collector" ? Verb::state : Verb::nbirth);
        }
    }
    EXPECT_EQ(births, 4U);
}

/// NBIRTH, then the devices', whenever those were found; nothing else between.
void devices_are_born_after_their_node() {
    namespace edge = sparkplug::edge;
    sparkplug::EdgeRules rules{edge::Settings{}};
    std::vector<edge::Action> actions;
    rules.on(edge::Start{}, {}, actions);
    rules.on(edge::DeviceFound{"air"}, {}, actions);
    rules.on(edge::Connected{}, {}, actions);
    rules.on(edge::DeviceFound{"sun"}, {}, actions);
    for (const auto& action : actions) {
        EXPECT_FALSE(std::holds_alternative<edge::SendDeviceBirth>(action)) << "before the node's";
    }
    const auto births_in_order = [&](const edge::Event& event) {
        actions.clear();
        rules.on(event, {}, actions);
        return actions.size() == 3 && std::holds_alternative<edge::SendBirth>(actions[0]) &&
               std::holds_alternative<edge::SendDeviceBirth>(actions[1]) &&
               std::holds_alternative<edge::SendDeviceBirth>(actions[2]);
    };
    EXPECT_FALSE(rules.online());
    EXPECT_TRUE(births_in_order(edge::Subscribed{}));
    EXPECT_TRUE(rules.online()) << "data may follow now";
    EXPECT_TRUE(births_in_order(edge::RebirthAsked{}));
    // And a host takes no device, and no data, of a node that was not born.
    World world;
    auto& host = world.add_host();
    auto& foreign = world.add_edge();
    foreign.device_birth("motor", 0, 10);
    foreign.device_data("motor", 1, 10);
    world.broker.delivers();
    EXPECT_EQ(host.collector.fleet().counts().devices_up, 0U);
    EXPECT_EQ(host.collector.ingest().refusals().counted(collector::Reason::not_born), 2U);
}

// ---- what a birth says

/// A pole whose interfaces come and go.
void changing_pole(World& world) {
    auto& pole = world.add_pole();
    int minute = 0;
    pole.reads([&](agent::Readings& readings, const Now&) {
        for (int i = 0; i < 4; ++i) {
            if ((minute >> i) % 2 == 0) {
                readings.set<"link_up">(1, "eth" + std::to_string(i));
                readings.count<"link_receive_bytes_total">(minute * 1000.0 + i, "eth" + std::to_string(i));
            }
        }
        if (minute > 10) {
            readings.set<"host_temperature_celsius">(minute, "cpu");
        }
    });
    for (; minute < 30; ++minute) {
        if (minute == 12) {
            world.broker.cut(pole.mqtt);
        }
        if (minute == 20) {
            world.broker.broker_goes_away();
        }
        if (minute == 22) {
            world.broker.broker_returns();
        }
        world.pass(seconds(60));
    }
}

void births_name_every_metric_of_the_session() {
    World world;
    changing_pole(world);
    std::set<std::uint64_t> aliases;
    std::size_t births = 0;
    std::size_t samples = 0;
    for (const auto& message : world.heard("spBv1.0/mapo/+/pole-1")) {
        if (message.topic.verb == Verb::nbirth) {
            aliases.clear();
            ++births;
        }
        for (const auto& metric : message.payload.metrics) {
            if (message.topic.verb == Verb::nbirth && metric.has_alias) {
                aliases.insert(metric.alias);
            } else if (message.topic.verb == Verb::ndata) {
                ++samples;
                EXPECT_TRUE(metric.has_alias && aliases.contains(metric.alias)) << metric.alias;
            }
        }
    }
    EXPECT_GT(births, 3U);
    EXPECT_GT(samples, 500U);
}

void births_say_name_type_and_value() {
    World world;
    changing_pole(world);
    bool null_seen = false;
    bool value_seen = false;
    for (const auto& birth : world.births()) {
        for (const auto& metric : birth.payload.metrics) {
            EXPECT_TRUE(metric.has_name && !metric.name.empty());
            EXPECT_NE(metric.datatype, 0U) << metric.name;
            const bool has_value = metric.value.field != sparkplug::ValueField::none;
            EXPECT_NE(metric.is_null, has_value) << metric.name;
            null_seen = null_seen || metric.is_null;
            value_seen =
                value_seen || (has_value && number(metric.value, static_cast<sparkplug::DataType>(metric.datatype)));
        }
    }
    EXPECT_TRUE(null_seen);
    EXPECT_TRUE(value_seen);
}

void births_say_what_is_true_now() {
    World world;
    auto& pole = world.add_pole();
    pole.reads([](agent::Readings& readings, const Now&) {
        readings.set<"link_up">(0, "eth0");
        readings.set<"host_temperature_celsius">(48.5, "cpu");
    });
    world.pass(seconds(15));
    world.command(golden::payload("command_rebirth"));
    const auto birth = world.births().back();
    EXPECT_EQ(birth.value("link/eth0/up"), 0);
    EXPECT_EQ(birth.value("host/cpu/temperature_celsius"), 48.5);
    EXPECT_EQ(birth.value("node/report_interval_seconds"), 10);
}

void births_offer_the_rebirth_command() {
    World world;
    three_connections(world);
    for (const auto& birth : world.births()) {
        const auto* metric = birth.find("Node Control/Rebirth");
        ASSERT_NE(metric, nullptr);
        EXPECT_EQ(metric->datatype, 11U);
        EXPECT_EQ(metric->value.field, sparkplug::ValueField::boolean_value);
        EXPECT_EQ(metric->value.bits, 0U);
        EXPECT_FALSE(metric->has_alias);
    }
}

// ---- rebirth

void a_rebirth_interrupts_data() {
    World world;
    world.add_pole();
    world.pass(seconds(60));
    const auto from = world.broker.log().size();
    world.command(golden::payload("command_rebirth"));
    ASSERT_GT(world.broker.log().size(), from);
    EXPECT_EQ(world.broker.log()[from].message.topic, "spBv1.0/mapo/NBIRTH/pole-1") << "at once, before any data";
    world.pass(seconds(20));
    const auto data = world.place(Packet::Kind::publish, "spBv1.0/mapo/NDATA/pole-1", from);
    ASSERT_LT(data, world.broker.log().size());
    EXPECT_EQ(Heard(world.broker.log()[data].message).payload.seq, 1U) << "data goes on from the new birth";
}

void a_rebirth_is_a_whole_birth() {
    World world;
    auto& pole = world.add_pole();
    world.pass(seconds(60));
    const auto from = world.broker.log().size();
    world.command(golden::payload("command_rebirth"));
    const auto births = world.births();
    ASSERT_EQ(births.size(), 2U);
    EXPECT_EQ(births[1].payload.seq, 0U);
    EXPECT_GE(births[1].payload.metrics.size(), births[0].payload.metrics.size());
    EXPECT_TRUE(pole.mqtt.open());
    for (std::size_t i = from; i < world.broker.log().size(); ++i) {
        EXPECT_EQ(world.broker.log()[i].kind, Packet::Kind::publish) << "no reconnect, no death";
    }
    // The rules bear the devices again as well.
    namespace edge = sparkplug::edge;
    sparkplug::EdgeRules rules{edge::Settings{}};
    std::vector<edge::Action> actions;
    for (const auto& event : std::initializer_list<edge::Event>{edge::Start{}, edge::Connected{}, edge::Subscribed{},
                                                                edge::DeviceFound{"air"}}) {
        rules.on(event, {}, actions);
    }
    actions.clear();
    rules.on(edge::RebirthAsked{}, {}, actions);
    ASSERT_EQ(actions.size(), 2U);
    EXPECT_TRUE(std::holds_alternative<edge::SendBirth>(actions[0]));
    EXPECT_TRUE(std::holds_alternative<edge::SendDeviceBirth>(actions[1]));
}

// ---- data

void data_holds_what_changed() {
    World world;
    auto& pole = world.add_pole();
    int turn = 0;
    pole.reads([&](agent::Readings& readings, const Now&) {
        readings.set<"link_up">(1, "still0");
        readings.set<"link_up">(++turn % 2, "flap0");
    });
    world.pass(seconds(600));
    const auto births = world.births();
    const auto alias_of = [&](std::string_view name) { return births.back().find(name)->alias; };
    const auto still = alias_of("link/still0/up");
    const auto flap = alias_of("link/flap0/up");
    std::size_t changed = 0;
    for (const auto& message : world.data()) {
        if (message.header()->whole || message.header()->historical ||
            message.payload.timestamp < births.back().payload.timestamp) {
            continue;
        }
        ++changed;
        EXPECT_EQ(message.find(still), nullptr);
        EXPECT_NE(message.find(flap), nullptr);
    }
    EXPECT_GT(changed, 40U);
}

void data_is_in_the_order_of_time() {
    World world;
    auto& pole = world.add_pole();
    int turn = 0;
    pole.reads([&](agent::Readings& readings, const Now&) { readings.set<"link_up">(++turn % 2, "eth0"); });
    world.pass(seconds(60));
    world.broker.cut(pole.mqtt);
    world.pass(seconds(60));
    world.broker.broker_goes_away();
    world.pass(seconds(300));
    world.broker.broker_returns();
    world.pass(seconds(300));
    std::map<std::uint64_t, std::uint64_t> latest;
    std::size_t late = 0;
    for (const auto& message : world.data()) {
        for (const auto& metric : message.payload.metrics) {
            late += metric.is_historical ? 1 : 0;
            if (!metric.is_historical) {
                EXPECT_GE(metric.timestamp, latest[metric.alias]);
                latest[metric.alias] = metric.timestamp;
            }
        }
    }
    EXPECT_GT(late, 10U) << "the backlog says that it is late";
}

// ---- devices, and the end

void a_lost_device_dies() {
    namespace edge = sparkplug::edge;
    sparkplug::EdgeRules rules{edge::Settings{}};
    std::vector<edge::Action> actions;
    for (const auto& event : std::initializer_list<edge::Event>{edge::Start{}, edge::Connected{}, edge::Subscribed{},
                                                                edge::DeviceFound{"air"}}) {
        rules.on(event, {}, actions);
    }
    actions.clear();
    rules.on(edge::DeviceLost{"air"}, {}, actions);
    ASSERT_EQ(actions.size(), 1U);
    EXPECT_EQ(std::get<edge::SendDeviceDeath>(actions[0]).device, "air");
}

void device_births_say_what_it_is() {
    World world;
    auto& pole = world.add_pole();
    pole.reads([](agent::Readings& readings, const Now&) { readings.device({"mast", "magpie-node", "1.0"}); });
    world.pass(seconds(20));
    const auto births = world.heard("spBv1.0/mapo/DBIRTH/pole-1/mast");
    ASSERT_EQ(births.size(), 1U);
    for (const auto& [metric_name, text] : {std::pair{"model", "magpie-node"}, std::pair{"version", "1.0"}}) {
        const auto* metric = births[0].find(metric_name);
        ASSERT_NE(metric, nullptr) << metric_name;
        EXPECT_EQ(metric->value.text, text);
        EXPECT_EQ(metric->datatype, static_cast<std::uint32_t>(sparkplug::DataType::string));
    }
}

void says_death_before_it_leaves() {
    World world;
    auto& pole = world.add_pole({.next_bd_seq = 5});
    world.pass(seconds(30));
    const auto from = world.broker.log().size();
    pole.stops();
    expect_goodbye(world, from);
    ASSERT_EQ(world.deaths().size(), 1U);
    EXPECT_EQ(world.deaths()[0].bd_seq(), 5U);
    EXPECT_EQ(world.deaths()[0].payload.metrics.size(), 1U);
}

void the_broker_says_death_for_a_lost_node() {
    World world;
    auto& pole = world.add_pole({.next_bd_seq = 5});
    world.pass(seconds(30));
    world.broker.cut(pole.mqtt);
    world.broker.delivers();
    ASSERT_EQ(world.deaths().size(), 1U);
    EXPECT_EQ(world.deaths()[0].bd_seq(), 5U);
}

}  // namespace

Chapter edge_session() {
    return {
        "The session of an edge node",
        "edge_session.cpp",
        {
            covered({"message-flow-edge-node-birth-publish-connect"},
                    "A node publishes nothing before its connection stands.", publishes_nothing_before_it_is_connected),
            covered({"message-flow-edge-node-birth-publish-will-message"},
                    "Every CONNECT of an edge node carries a will.", connects_with_a_will),
            covered({"message-flow-edge-node-birth-publish-will-message-topic",
                     "message-flow-edge-node-birth-publish-will-message-payload", "payloads-ndeath-will-message",
                     "topics-ndeath-payload"},
                    "The will is the node's NDEATH with one metric, `bdSeq`.", will_is_a_death),
            covered({"topics-nbirth-bdseq-included", "topics-nbirth-bdseq-matching", "payloads-nbirth-bdseq",
                     "payloads-nbirth-bdseq-repeat", "payloads-ndeath-bdseq",
                     "message-flow-edge-node-birth-publish-nbirth-payload-bdSeq"},
                    "NBIRTH has the `bdSeq` of the will of its connection, an Int64.",
                    births_repeat_the_bd_seq_of_the_will),
            covered(
                {"topics-nbirth-bdseq-increment", "message-flow-edge-node-birth-publish-will-message-payload-bdSeq"},
                "`bdSeq` begins with 0 and is one more with each connection, 0 after 255, also over restarts. A "
                "CONNECT that was not answered uses none up.",
                bd_seq_counts_connections),
            covered({"operational-behavior-data-commands-rebirth-action-3"},
                    "A rebirth within a connection repeats its `bdSeq`.", a_rebirth_keeps_the_bd_seq),
            covered({"message-flow-edge-node-ncmd-subscribe"},
                    "Before NBIRTH the node subscribes to its commands at QoS 1.",
                    subscribes_to_commands_before_the_birth),
            covered({"message-flow-device-dcmd-subscribe"},
                    "Before the births it subscribes to its devices' commands if any take some.",
                    rules_subscribe_to_device_commands),
            covered({"operational-behavior-primary-application-state-with-multiple-servers-state-subs"},
                    "With a primary host configured the node subscribes to its STATE.",
                    subscribes_to_the_primary_hosts_state),
            covered({"message-flow-edge-node-birth-publish-phid-wait",
                     "operational-behavior-edge-node-birth-sequence-wait"},
                    "With a primary host configured there is no NBIRTH before it is online.",
                    waits_for_its_primary_host),
            covered({"message-flow-edge-node-birth-publish-phid-wait-id"},
                    "Only the STATE of the configured host counts.", waits_for_no_other_host),
            covered({"message-flow-edge-node-birth-publish-phid-wait-online"}, "Its STATE must say online.",
                    waits_until_it_is_online),
            covered({"message-flow-edge-node-birth-publish-phid-wait-timestamp"},
                    "And must not be older than the last one seen; the first is taken as it is.",
                    takes_no_older_word_for_online),
            covered({"message-flow-edge-node-birth-publish-phid-offline",
                     "operational-behavior-edge-node-termination-host-offline"},
                    "When the primary host goes offline the node publishes NDEATH and disconnects.",
                    leaves_when_the_primary_host_goes_offline),
            covered({"operational-behavior-edge-node-termination-host-offline-timestamp"},
                    "An offline older than the last online is passed over, also after reconnects.",
                    stays_when_an_older_offline_comes),
            covered({"operational-behavior-edge-node-termination-host-offline-reconnect",
                     "operational-behavior-primary-application-state-with-multiple-servers-walk"},
                    "Then it goes on to the next server of its list.", walks_on_to_the_next_server),
            covered({"operational-behavior-primary-application-state-with-multiple-servers-single-server"},
                    "It is connected to one server at a time; where there is only one it comes back to that.",
                    has_one_server_at_a_time),
            covered({"principles-birth-certificates-order"},
                    "The first message of an edge node, and of a host, is its birth.", birth_is_the_first_message),
            covered({"payloads-ndata-order"}, "In every connection NBIRTH comes before any data.", births_come_first),
            covered({"message-flow-device-birth-publish-nbirth-wait", "payloads-dbirth-order", "payloads-ddata-order"},
                    "A device is born after its node and before its data.", devices_are_born_after_their_node),
            covered({"topics-nbirth-metric-reqs", "operational-behavior-data-publish-nbirth"},
                    "NBIRTH names every metric that is sent until the next; a new metric means a new birth.",
                    births_name_every_metric_of_the_session),
            covered({"topics-nbirth-metrics"}, "With name, datatype and value, or null.",
                    births_say_name_type_and_value),
            covered({"operational-behavior-data-publish-nbirth-values"},
                    "The values are the present ones; what has none is null and carries none.",
                    [] {
                        births_say_what_is_true_now();
                        births_say_name_type_and_value();
                    }),
            covered({"topics-dbirth-metric-reqs", "topics-dbirth-metrics", "operational-behavior-data-publish-dbirth",
                     "operational-behavior-data-publish-dbirth-values"},
                    "DBIRTH names every metric of its device with name, datatype and present value: its model and its "
                    "version.",
                    device_births_say_what_it_is),
            covered({"topics-nbirth-rebirth-metric", "payloads-nbirth-rebirth-req",
                     "operational-behavior-data-commands-rebirth-name",
                     "operational-behavior-data-commands-rebirth-name-aliases",
                     "operational-behavior-data-commands-rebirth-datatype",
                     "operational-behavior-data-commands-rebirth-value"},
                    "NBIRTH has the metric `Node Control/Rebirth`: Boolean, false, without an alias.",
                    births_offer_the_rebirth_command),
            covered({"operational-behavior-data-commands-rebirth-action-1"},
                    "Asked for a rebirth the node sends no data before it. (Asked again within five seconds it answers "
                    "once, at their end.)",
                    a_rebirth_interrupts_data),
            covered({"operational-behavior-data-commands-rebirth-action-2"},
                    "It sends NBIRTH and the births of all its devices.", a_rebirth_is_a_whole_birth),
            covered({"principles-rbe-recommended", "topics-ndata-payload",
                     "operational-behavior-data-publish-nbirth-change"},
                    "NDATA holds the metrics that changed (once a minute all of them).", data_holds_what_changed),
            covered({"operational-behavior-data-publish-nbirth-order"},
                    "Values that are not historical are sent in the order of time.", data_is_in_the_order_of_time),
            not_applicable({"topics-ddata-payload", "operational-behavior-data-publish-dbirth-change",
                            "operational-behavior-data-publish-dbirth-order"},
                           "DDATA holds the metrics of the device that changed, in the order of time.", no_device_data),
            covered({"operational-behavior-device-ddeath"}, "A device that is lost dies by DDEATH.",
                    a_lost_device_dies),
            covered({"operational-behavior-edge-node-intentional-disconnect-ndeath",
                     "operational-behavior-edge-node-intentional-disconnect-packet",
                     "payloads-ndeath-will-message-publisher-disconnect-mqtt311"},
                    "A node that leaves by its own will publishes NDEATH before DISCONNECT.",
                    says_death_before_it_leaves),
            covered({"payloads-ndeath-will-message-publisher"},
                    "For a node that is lost the broker publishes the NDEATH of its will.",
                    the_broker_says_death_for_a_lost_node),
            not_applicable({"payloads-ndeath-will-message-publisher-disconnect-mqtt50"},
                           "With MQTT 5 a node leaves with the reason \"disconnect with will\".",
                           "Magpie speaks MQTT 3.1.1"),
        }};
}

}  // namespace magpie::conformance
