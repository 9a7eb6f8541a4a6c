#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "agent/app/agent.hpp"
#include "collector/app/collector.hpp"
#include "collector/exposition/scrape.hpp"
#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/history/read_write_request.hpp"
#include "wire/sparkplug/payload.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::fakes {

/// What one pole measures: counters that only grow, a temperature that wanders, interfaces that come and go.
class Street {
  public:
    Street(std::string area, std::string node, std::uint32_t seed)
        : where_("{area=\"" + area + "\",node=\"" + node + "\""), random_(seed) {}

    void sample(agent::Readings& readings) {
        lines_.clear();
        if (random_() % 4 == 0) {
            celsius_ += (static_cast<double>(random_() % 9) - 4) / 4;
        }
        readings.set<"host_temperature_celsius">(celsius_, "cpu0");
        lines_["magpie_host_temperature_celsius" + where_ + ",sensor=\"cpu0\"}"] = celsius_;
        for (auto& link : links_) {
            link.there = link.name == "eth0" || (random_() % 40 == 0 ? !link.there : link.there);
            if (!link.there) {
                continue;
            }
            link.bytes += static_cast<double>(random_() % 3) * 1000;
            ++link.samples;
            readings.set<"link_up">(1, link.name);
            readings.count<"link_receive_bytes_total">(link.bytes, link.name);
            readings.count<"link_receive_packets_total">(link.samples, link.name);
            const auto labels = where_ + ",interface=\"" + link.name + "\"}";
            lines_["magpie_link_up" + labels] = 1;
            lines_["magpie_link_receive_bytes_total" + labels] = link.bytes;
            lines_["magpie_link_receive_packets_total" + labels] = link.samples;
        }
    }
    /// The last readings as they must stand on the page.
    [[nodiscard]] const std::map<std::string, double>& lines() const { return lines_; }

  private:
    struct Link {
        std::string name;
        bool there = true;
        double bytes = 0;
        double samples = 0;
    };
    std::string where_;
    std::minstd_rand random_;
    double celsius_ = 20;
    std::vector<Link> links_{{"eth0"}, {"wlan0"}, {"wlan1", false}};
    std::map<std::string, double> lines_;
};

/// A pole of the city: an Agent on its own line to the broker. The street and the remembered bdSeq outlive the process.
class CityPole {
  public:
    CityPole(FakeBroker& broker, std::string area, std::string node, std::uint32_t seed, std::size_t outbox_bytes)
        : area_(std::move(area)),
          node_(std::move(node)),
          broker_(broker),
          street_(std::make_shared<Street>(area_, node_, seed)),
          seed_(seed),
          outbox_bytes_(outbox_bytes) {}

    void starts(const FakeClock& clock) {
        agent::Config config;
        config.node.area = area_;
        config.node.id = node_;
        config.mqtt.servers = {"tcp://broker:1883"};
        config.report.interval = Milliseconds{5000};
        config.report.whole = Milliseconds{30000};
        config.outbox.memory_bytes = outbox_bytes_;
        std::vector<std::unique_ptr<agent::Source>> sources;
        sources.push_back(std::make_unique<Eyes>(street_));
        ++lives_;
        client_ = std::make_unique<FakeMqttClient>(broker_);
        agent_ = std::make_unique<agent::Agent>(
            config,
            agent::Beginning{.epoch = epoch(),
                             .next_bd_seq = next_bd_seq_,
                             .seed = seed_ * 977U + static_cast<std::uint32_t>(lives_),
                             .model = "test"},
            std::move(sources), *client_, [this](std::uint8_t next) { next_bd_seq_ = next; });
        client_->listen([this, &clock](const mqtt::Event& event) { agent_->on(event, clock.now()); });
        agent_->start(clock.now());
    }
    /// SIGKILL: the line breaks, the memory is gone.
    void is_killed() {
        if (agent_) {
            committed_before_.push_back({epoch(), agent_->outbox().newest(), agent_->outbox().counters().dropped});
            broker_.cut(*client_);
            agent_.reset();
            client_.reset();
        }
    }

    struct Committed {
        Epoch epoch;
        ReportNumber newest;
        std::uint64_t dropped;
    };
    [[nodiscard]] bool runs() const { return agent_ != nullptr; }
    [[nodiscard]] agent::Agent& agent() { return *agent_; }
    [[nodiscard]] FakeMqttClient& client() { return *client_; }
    [[nodiscard]] const Street& street() const { return *street_; }
    [[nodiscard]] const std::string& area() const { return area_; }
    [[nodiscard]] const std::string& node() const { return node_; }
    [[nodiscard]] Epoch epoch() const {
        return Epoch{(std::uint64_t{seed_} << 20) + static_cast<std::uint64_t>(lives_)};
    }
    /// Of every life that has ended.
    [[nodiscard]] const std::vector<Committed>& committed_before() const { return committed_before_; }

  private:
    class Eyes final : public agent::Source {
      public:
        explicit Eyes(std::shared_ptr<Street> street) : street_(std::move(street)) {}
        void sample(agent::Readings& readings, const Now& /*now*/) override { street_->sample(readings); }

      private:
        std::shared_ptr<Street> street_;
    };

    std::string area_;
    std::string node_;
    FakeBroker& broker_;
    std::shared_ptr<Street> street_;
    std::uint32_t seed_;
    std::size_t outbox_bytes_;
    std::uint8_t next_bd_seq_ = 0;
    int lives_ = 0;
    std::unique_ptr<FakeMqttClient> client_;
    std::unique_ptr<agent::Agent> agent_;
    std::vector<Committed> committed_before_;
};

/// A history store that answers at the next tick and keeps what it took only a while after, and loses it when it dies.
/// Several collectors may write to it, each over connections of its own.
class CityStore {
  public:
    [[nodiscard]] collector::HistoryStore edge(const std::string& writer) {
        requests_[writer].clear();
        return {.settings = {.batch = Milliseconds{3000}, .settle = Milliseconds{8000}},
                .post = [this, writer](std::size_t shard, std::string body) {
                    requests_[writer].emplace_back(shard, std::move(body));
                }};
    }
    void ticks(const std::string& writer, collector::History& history, const Now& now) {
        const auto ended = std::exchange(ended_[writer], {});
        std::erase_if(fresh_, [&](const Fresh& one) {
            if (one.taken + Milliseconds{7000} > now.mono) {
                return false;
            }
            const auto [kept, first] = kept_[one.series].try_emplace(one.time, one.value);
            contradictions_ += !first && kept->second != one.value ? 1 : 0;
            return true;
        });
        for (auto& [shard, body] : std::exchange(requests_[writer], {})) {
            if (away_ || !ended.empty()) {
                history.answered(shard, tl::unexpected(http::Failure::no_connection), now);
                continue;
            }
            for (const auto& one : collector::read_body(body)) {
                for (const auto& [time, value] : one.points) {
                    fresh_.push_back({now.mono, one.name(), time, value});
                }
            }
            history.answered(shard, http::Answer{.status = 204}, now);
        }
        for (const auto shard : ended) {
            history.connection_lost(shard);
        }
    }
    void dies() {
        away_ = true;
        fresh_.clear();
        for (auto& [writer, ended] : ended_) {
            ended = {0, 1};
        }
    }
    void returns() { away_ = false; }
    /// Requests that wait for their answer.
    [[nodiscard]] std::size_t asked_by(const std::string& writer) { return requests_[writer].size(); }

    /// Values by time.
    [[nodiscard]] const std::map<std::int64_t, double>& series(const std::string& name) { return kept_[name]; }
    /// Times of a series at which it was told two values.
    [[nodiscard]] std::size_t contradictions() const { return contradictions_; }

  private:
    struct Fresh {
        Monotonic taken;
        std::string series;
        std::int64_t time;
        double value;
    };
    bool away_ = false;
    std::map<std::string, std::vector<std::size_t>> ended_;
    std::map<std::string, std::vector<std::pair<std::size_t, std::string>>> requests_;
    std::vector<Fresh> fresh_;
    std::map<std::string, std::map<std::int64_t, double>> kept_;
    std::size_t contradictions_ = 0;
};

/// The collector's process, its memory on a disk that commits at the next tick, and what went through its hands.
class CityCollector {
  public:
    /// With a store it writes history; null: none.
    CityCollector(FakeBroker& broker, collector::ingest::Settings settings, CityStore* store, std::string instance = {})
        : broker_(broker), settings_(std::move(settings)), store_(store), instance_(std::move(instance)) {}

    void starts(const FakeClock& clock) {
        client_ = std::make_unique<FakeMqttClient>(broker_);
        collector_ = std::make_unique<collector::Collector>(
            collector::SessionSettings{.server = "tcp://broker:1883", .instance = instance_, .seed = ++lives_},
            settings_, *client_,
            collector::Memory{.remember =
                                  [this](const collector::ingest::Remember& node) {
                                      unwritten_.push_back(
                                          [this, node, plan = node.plan ? node.plan->content : std::string()] {
                                              auto& stored = nodes_[node.node];
                                              stored = {node, plan};
                                              stored.node.plan.reset();
                                          });
                                  },
                              .forget =
                                  [this](const collector::ingest::Forget& node) {
                                      unwritten_.push_back([this, node] { nodes_.erase(node.node); });
                                  },
                              .settle =
                                  [this](const collector::ingest::Settle& settle) {
                                      unwritten_.push_back([this, settle] {
                                          ledgers_[settle.node] = settle.ledger;
                                          note_settled(settle);
                                          written_.push_back(settle);
                                      });
                                  }},
            store_ != nullptr ? std::optional(store_->edge(instance_)) : std::nullopt);
        for (const auto& [id, stored] : nodes_) {
            auto node = stored.node;
            node.plan = stored.plan.empty() ? nullptr : collector_->ingest().restore_plan(stored.plan);
            collector_->ingest().restore_node(node, clock.now());
        }
        for (const auto& [id, ledger] : ledgers_) {
            collector_->ingest().restore_ledger(id, ledger);
        }
        client_->listen([this, &clock](const mqtt::Event& event) {
            if (frozen_) {
                waiting_.push_back(copy_of(event));
                return;
            }
            hears(event, clock.now());
        });
        collector_->start(clock.now());
    }
    /// SIGKILL: what the disk had not taken is gone.
    void is_killed() {
        if (collector_) {
            rebirths_before_ += rebirths_of_this_life();
            broker_.cut(*client_);
            collector_.reset();
            client_.reset();
            unwritten_.clear();
            written_.clear();
            waiting_.clear();
            frozen_ = false;
            live_.clear();
        }
    }
    /// SIGSTOP: its connections stay; what comes waits for it.
    void is_stopped() { frozen_ = collector_ != nullptr; }
    /// SIGCONT: timers come first.
    void goes_on(const Now& now) {
        if (std::exchange(frozen_, false)) {
            ticks(now);
            for (auto& what : std::exchange(waiting_, {})) {
                hears(what.event(), now);
            }
        }
    }
    void ticks(const Now& now) {
        if (!collector_ || frozen_) {
            return;
        }
        for (const auto& write : std::exchange(unwritten_, {})) {
            write();
        }
        for (const auto& settle : std::exchange(written_, {})) {
            collector_->settled(settle, now);
        }
        collector_->tick(now);
        if (store_ != nullptr) {
            store_->ticks(instance_, *collector_->history(), now);
        }
    }

    [[nodiscard]] bool runs() const { return collector_ != nullptr; }
    [[nodiscard]] bool is_active() const { return collector_ != nullptr && !frozen_ && collector_->active(); }
    [[nodiscard]] collector::Collector& collector() { return *collector_; }
    [[nodiscard]] FakeMqttClient& client() { return *client_; }
    /// As committed last; an empty one where there is none.
    [[nodiscard]] collector::Ledger ledger(const std::string& node) const {
        const auto found = ledgers_.find(node);
        return found == ledgers_.end() ? collector::Ledger{} : collector::Ledger::decode(found->second);
    }
    /// Everything the page shows, by the text before the value.
    [[nodiscard]] std::map<std::string, double, std::less<>> page() const {
        std::string text;
        collector::Scrape scrape(collector_->fleet(), {}, {});
        while (scrape.step(text, 1 << 16)) {
        }
        std::map<std::string, double, std::less<>> lines;
        for (std::string_view rest = text; !rest.empty();) {
            const auto line = rest.substr(0, rest.find('\n'));
            rest.remove_prefix(std::min(rest.size(), line.size() + 1));
            const auto end_of_name = line.rfind(' ');
            if (!line.starts_with('#') && end_of_name != line.npos) {
                double value = 0;
                std::from_chars(line.data() + end_of_name + 1, line.data() + line.size(), value);
                lines.emplace(line.substr(0, end_of_name), value);
            }
        }
        return lines;
    }

    // ---- what went through its hands

    struct Epochs {
        std::set<std::uint64_t> delivered;  // numbers that reached any life of the collector
        ReportNumber settled_received{};    // as committed, the highest
        ReportNumber settled_highest{};
    };
    /// Of one life of a pole's outbox.
    [[nodiscard]] const Epochs& of(const std::string& node, Epoch epoch) { return epochs_[{node, epoch}]; }
    /// Live reports that reached this life of the collector, each counted once.
    [[nodiscard]] std::size_t live_reports() const { return live_.size(); }
    [[nodiscard]] std::uint64_t rebirths() const {
        return rebirths_before_ + (collector_ ? rebirths_of_this_life() : 0);
    }

  private:
    struct Stored {
        collector::ingest::Remember node;
        std::string plan;
    };

    /// Of what waits for one that is stopped.
    struct Waiting {
        mqtt::Event what;
        std::string topic;
        std::string payload;

        [[nodiscard]] mqtt::Event event() const {
            const auto* message = std::get_if<mqtt::Received>(&what);
            return message == nullptr ? what : mqtt::Received{topic, payload, message->qos, message->retained};
        }
    };
    static Waiting copy_of(const mqtt::Event& event) {
        const auto* message = std::get_if<mqtt::Received>(&event);
        return message == nullptr ? Waiting{event, {}, {}}
                                  : Waiting{event, std::string(message->topic), std::string(message->payload)};
    }
    void hears(const mqtt::Event& event, const Now& now) {
        if (const auto* message = std::get_if<mqtt::Received>(&event)) {
            note(*message);
        }
        collector_->on(event, now);
    }
    [[nodiscard]] std::uint64_t rebirths_of_this_life() const {
        std::uint64_t sum = 0;
        for (const auto& [reason, count] : collector_->ingest().rebirths().asked()) {
            sum += count;
        }
        return sum;
    }
    void note_settled(const collector::ingest::Settle& settle) {
        for (const auto& word : settle.acknowledgements) {
            auto& epoch = epochs_[{settle.node, word.epoch}];
            epoch.settled_received = std::max(epoch.settled_received, word.received);
            epoch.settled_highest = std::max(epoch.settled_highest, word.highest);
        }
    }
    void note(const mqtt::Received& message) {
        const auto topic = sparkplug::parse_topic(message.topic);
        if (!topic || topic->verb != sparkplug::Verb::ndata || !decode(message.payload, {}, payload_)) {
            return;
        }
        for (const auto& metric : payload_.metrics) {
            if (metric.has_alias && metric.alias == report_alias) {
                if (const auto header = decode_report_header(metric.value.text)) {
                    epochs_[{std::string(topic->node), header->epoch}].delivered.insert(value(header->range.first));
                    if (!header->historical) {
                        live_.insert({std::string(topic->node), header->epoch, header->range.first});
                    }
                }
                return;
            }
        }
    }

    FakeBroker& broker_;
    collector::ingest::Settings settings_;
    CityStore* store_;
    std::string instance_;
    bool frozen_ = false;
    std::vector<Waiting> waiting_;
    std::uint32_t lives_ = 0;
    std::unique_ptr<FakeMqttClient> client_;
    std::unique_ptr<collector::Collector> collector_;
    std::vector<std::function<void()>> unwritten_;
    std::vector<collector::ingest::Settle> written_;
    std::map<std::string, Stored> nodes_;
    std::map<std::string, std::string> ledgers_;
    std::map<std::pair<std::string, Epoch>, Epochs> epochs_;
    std::set<std::tuple<std::string, Epoch, ReportNumber>> live_;
    std::uint64_t rebirths_before_ = 0;
    sparkplug::PayloadView payload_;
};

/// Many agents, a broker and a collector in one process, under virtual time. Everything that is due is done at its
/// moment, in the same order in every run with the same seed.
class City {
  public:
    struct Settings {
        std::size_t poles = 8;
        std::size_t outbox_bytes = std::size_t{2} << 20;  // of each pole
        std::uint32_t seed = 1;
        bool history = false;
        bool pair = false;  // a second collector
    };

    explicit City(const Settings& settings)
        : collector(broker, ingest_settings(), settings.history ? &store : nullptr, settings.pair ? "a" : "") {
        if (settings.pair) {
            second =
                std::make_unique<CityCollector>(broker, ingest_settings(), settings.history ? &store : nullptr, "b");
        }
        broker.keeps_no_log();
        for (std::size_t i = 0; i < settings.poles; ++i) {
            poles.push_back(std::make_unique<CityPole>(
                broker, i % 2 == 0 ? "mapo" : "jongno", "pole-" + std::to_string(i),
                settings.seed * 1000 + static_cast<std::uint32_t>(i), settings.outbox_bytes));
        }
        collector.starts(clock);
        if (second) {
            second->starts(clock);
        }
        broker.delivers();
        for (auto& pole : poles) {
            pole->starts(clock);
        }
        broker.delivers();
    }

    void passes(Milliseconds time) {
        const auto end = clock.now().mono + time;
        while (true) {
            auto due = std::min(end, collector_tick_);
            for (const auto& pole : poles) {
                due = pole->runs() ? std::min(due, pole->agent().deadline()) : due;
            }
            clock.advance(std::max(Milliseconds{0}, due - clock.now().mono));
            if (clock.now().mono >= end) {
                return;
            }
            for (const auto& pole : poles) {
                if (pole->runs() && clock.now().mono >= pole->agent().deadline()) {
                    pole->agent().tick(clock.now());
                    broker.delivers();
                }
            }
            if (clock.now().mono >= collector_tick_) {
                collector_tick_ = clock.now().mono + Milliseconds{250};
                collector.ticks(clock.now());
                if (second) {
                    second->ticks(clock.now());
                }
                broker.delivers();
            }
        }
    }

    static collector::ingest::Settings ingest_settings() {
        collector::ingest::Settings settings;
        settings.acknowledge_every = Milliseconds{2000};
        settings.rebirths.longest_backoff = Milliseconds{20000};
        return settings;
    }

    FakeClock clock;
    FakeBroker broker;
    std::vector<std::unique_ptr<CityPole>> poles;
    CityStore store;
    CityCollector collector;
    std::unique_ptr<CityCollector> second;

  private:
    Monotonic collector_tick_{};
};

}  // namespace magpie::fakes
