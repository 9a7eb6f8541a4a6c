#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/app/collector.hpp"
#include "collector/exposition/scrape.hpp"
#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/golden/sparkplug/golden_payload.hpp"
#include "tests/golden/sparkplug/heard.hpp"
#include "tests/unit/agent/app/pole.hpp"
#include "tests/unit/wire/sparkplug/raw_payload.hpp"

namespace magpie::conformance {

using fakes::Packet;
using fakes::Pole;
using golden::Heard;
using sparkplug::Verb;
using std::chrono::milliseconds;
using std::chrono::seconds;

/// A collector on the fake broker whose disk commits at once.
struct Host {
    Host(fakes::FakeBroker& broker, fakes::FakeClock& time, collector::SessionSettings session,
         const collector::ingest::Settings& settings)
        : mqtt(broker),
          clock(time),
          collector(
              std::move(session), settings, mqtt,
              {.remember = [](const auto&) {},
               .forget = [](const auto&) {},
               .settle = [this](const collector::ingest::Settle& settle) { collector.settled(settle, clock.now()); }}) {
        mqtt.listen([this](const mqtt::Event& event) { collector.on(event, clock.now()); });
    }

    fakes::FakeMqttClient mqtt;
    fakes::FakeClock& clock;
    collector::Collector collector;
};

/// A Sparkplug edge node that is none of ours, to see what the collector makes of it.
struct ForeignEdge {
    ForeignEdge(fakes::FakeBroker& broker, fakes::FakeClock& time, std::string group = "plant",
                std::string node = "edge-1")
        : mqtt(broker), clock(time), area(std::move(group)), id(std::move(node)) {
        mqtt.listen([](const mqtt::Event&) {});
    }

    [[nodiscard]] std::uint64_t now_ms() const {
        return static_cast<std::uint64_t>(clock.now().wall.time_since_epoch().count());
    }
    static std::string bd_seq_metric(std::uint64_t number) { return raw::named("bdSeq", 4, raw::number(11, number)); }
    void connect(std::uint64_t bd_seq = 0) {
        mqtt.connect({.server = "tcp://broker:1883",
                      .client_id = id,
                      .will = mqtt::Message{sparkplug::topic(area, Verb::ndeath, id), bd_seq_metric(bd_seq), 1, false},
                      .tls = {}});
    }
    /// A payload of this moment.
    [[nodiscard]] std::string payload(std::uint8_t seq, const std::string& metrics) const {
        return raw::number(1, now_ms()) + metrics + raw::number(3, seq);
    }
    void publish(Verb verb, std::string content, std::string_view device = {}) {
        (void)mqtt.publish({sparkplug::topic(area, verb, id, device), std::move(content), delivery(verb).qos, false});
    }
    void birth(std::uint64_t bd_seq = 0, std::uint8_t seq = 0) {
        publish(Verb::nbirth,
                payload(seq, bd_seq_metric(bd_seq) + raw::named("Node Control/Rebirth", 11, raw::number(14, 0)) +
                                 raw::metric(raw::text(1, "Level") + raw::number(2, 1) + raw::number(3, now_ms()) +
                                             raw::number(4, 10) + raw::double_value(1))));
    }
    void data(std::uint8_t seq, std::uint64_t alias = 1) {
        publish(Verb::ndata,
                payload(seq, raw::metric(raw::number(2, alias) + raw::number(3, now_ms()) + raw::double_value(2))));
    }
    void device_birth(std::string_view device, std::uint8_t seq, std::uint64_t alias) {
        publish(Verb::dbirth,
                payload(seq, raw::metric(raw::text(1, "Speed") + raw::number(2, alias) + raw::number(3, now_ms()) +
                                         raw::number(4, 9) + raw::float_value(3))),
                device);
    }
    void device_data(std::string_view device, std::uint8_t seq, std::uint64_t alias) {
        publish(Verb::ddata,
                payload(seq, raw::metric(raw::number(2, alias) + raw::number(3, now_ms()) + raw::float_value(4))),
                device);
    }
    void device_death(std::string_view device, std::uint8_t seq, std::uint64_t timestamp) {
        publish(Verb::ddeath, raw::number(1, timestamp) + raw::number(3, seq), device);
    }

    fakes::FakeMqttClient mqtt;
    fakes::FakeClock& clock;
    std::string area;
    std::string id;
};

/// Poles, a collector, foreign edges and a broker, under one virtual clock.
struct World {
    Pole& add_pole(const Pole::Options& options = {}) {
        auto& pole = poles.emplace_back(broker, clock, options);
        pole.starts();
        return pole;
    }
    Host& add_host(const collector::ingest::Settings& settings = {}, const std::string& id = "collector") {
        auto& added = hosts.emplace_back(
            broker, clock, collector::SessionSettings{.server = "tcp://broker:1883", .host_id = id}, settings);
        added.collector.start(clock.now());
        broker.delivers();
        return added;
    }
    ForeignEdge& add_edge(const std::string& group = "plant", const std::string& node = "edge-1") {
        auto& edge = edges.emplace_back(broker, clock, group, node);
        edge.connect();
        broker.delivers();
        return edge;
    }
    /// Time passes, and everything that is due in it is done at its moment.
    void pass(Milliseconds time) {
        const auto end = clock.now().mono + time;
        broker.delivers();
        for (;;) {
            auto next = next_tick;
            for (const auto& pole : poles) {
                next = std::min(next, pole.agent.deadline());
            }
            if (next > end) {
                break;
            }
            clock.advance(std::max(Milliseconds{0}, next - clock.now().mono));
            for (auto& pole : poles) {
                if (pole.agent.deadline() <= clock.now().mono) {
                    pole.agent.tick(clock.now());
                    broker.delivers();
                }
            }
            if (next_tick <= clock.now().mono) {
                next_tick = clock.now().mono + milliseconds(250);
                for (auto& host : hosts) {
                    host.collector.tick(clock.now());
                    broker.delivers();
                }
            }
        }
        clock.advance(end - clock.now().mono);
    }
    void command(const std::string& payload, const std::string& topic = "spBv1.0/mapo/NCMD/pole-1") {
        broker.stranger_publishes({topic, payload, 0, false});
        broker.delivers();
    }
    void host_says(const std::string& id, bool online, std::uint64_t timestamp) {
        broker.stranger_publishes({"spBv1.0/STATE/" + id,
                                   std::string("{\"online\":") + (online ? "true" : "false") +
                                       ",\"timestamp\":" + std::to_string(timestamp) + "}",
                                   1, true});
        broker.delivers();
    }

    /// What was published, decoded; and as MQTT messages.
    [[nodiscard]] std::vector<Heard> heard(std::string_view filter) const {
        return golden::heard(broker.published(filter));
    }
    [[nodiscard]] std::vector<Heard> births() const { return heard("spBv1.0/+/NBIRTH/+"); }
    [[nodiscard]] std::vector<Heard> data() const { return heard("spBv1.0/+/NDATA/+"); }
    [[nodiscard]] std::vector<Heard> deaths() const { return heard("spBv1.0/+/NDEATH/+"); }
    [[nodiscard]] std::vector<Heard> commands() const { return heard("spBv1.0/+/NCMD/+"); }
    [[nodiscard]] std::vector<mqtt::Message> states() const { return broker.published("spBv1.0/STATE/+"); }
    /// Commands that ask for a rebirth.
    [[nodiscard]] std::size_t rebirths_asked() const {
        const auto all = commands();
        return static_cast<std::size_t>(std::ranges::count_if(
            all, [](const Heard& command) { return command.value("Node Control/Rebirth") == 1; }));
    }
    /// Where in the log the first packet of a kind (to a topic) stands.
    [[nodiscard]] std::size_t place(Packet::Kind kind, std::string_view filter = "#", std::size_t from = 0) const {
        const auto& log = broker.log();
        for (std::size_t i = from; i < log.size(); ++i) {
            if (log[i].kind == kind && (filter == "#" || fakes::matches(filter, log[i].message.topic))) {
                return i;
            }
        }
        return log.size();
    }
    /// The page of metrics of the first collector.
    [[nodiscard]] std::string exposed() const {
        std::string page;
        collector::Scrape scrape(hosts.front().collector.fleet(), {}, "");
        while (scrape.step(page, 65536)) {
        }
        return page;
    }
    [[nodiscard]] bool exposes(std::string_view line) const { return exposed().find(line) != std::string::npos; }
    [[nodiscard]] std::uint64_t wall_ms() const {
        return static_cast<std::uint64_t>(clock.now().wall.time_since_epoch().count());
    }

    fakes::FakeClock clock;
    fakes::FakeBroker broker;
    std::deque<Host> hosts;
    std::deque<Pole> poles;
    std::deque<ForeignEdge> edges;
    Monotonic next_tick = clock.now().mono;
};

}  // namespace magpie::conformance
