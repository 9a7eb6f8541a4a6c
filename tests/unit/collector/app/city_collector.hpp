#pragma once

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "collector/app/collector.hpp"
#include "collector/exposition/scrape.hpp"
#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/unit/collector/app/city_store.hpp"
#include "wire/sparkplug/payload.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::fakes {

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

}  // namespace magpie::fakes
