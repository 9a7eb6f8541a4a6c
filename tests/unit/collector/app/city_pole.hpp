#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "agent/app/agent.hpp"
#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"

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

}  // namespace magpie::fakes
