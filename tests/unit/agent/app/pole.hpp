#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "agent/app/agent.hpp"
#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"

namespace magpie::fakes {

/// A source that reads whatever the test says.
class ScriptedSource final : public agent::Source {
  public:
    using Script = std::function<void(agent::Readings&, const Now&)>;
    explicit ScriptedSource(std::shared_ptr<Script> script) : script_(std::move(script)) {}
    void sample(agent::Readings& readings, const Now& now) override {
        if (*script_) {
            (*script_)(readings, now);
        }
    }

  private:
    std::shared_ptr<Script> script_;
};

/// One agent on a fake broker, under virtual time.
class Pole {
  public:
    struct Options {
        std::string area = "mapo";
        std::string node = "pole-1";
        std::vector<std::string> servers{"tcp://broker:1883"};
        std::string primary_host{};
        Epoch epoch{0x1122334455667788};
        std::uint8_t next_bd_seq = 0;
        std::uint32_t seed = 1;
        std::size_t outbox_bytes = std::size_t{2} << 20;
        UtcMs certificate_start = UtcMs::min();
        std::string boot = "boot";
        agent::OutboxStorage outbox{};
        agent::Orders* orders = nullptr;
    };

    Pole(FakeBroker& broker, FakeClock& clock) : Pole(broker, clock, Options{}) {}
    Pole(FakeBroker& broker, FakeClock& clock, const Options& options)
        : mqtt(broker),
          next_bd_seq(options.next_bd_seq),
          clock_(clock),
          broker_(broker),
          agent(config_of(options),
                {.epoch = options.epoch,
                 .next_bd_seq = options.next_bd_seq,
                 .seed = options.seed,
                 .model = "board",
                 .identity = identity_of(options),
                 .boot = options.boot,
                 .outbox = options.outbox,
                 .orders = options.orders},
                sources(script_), mqtt, [this](std::uint8_t next) { next_bd_seq = next; }) {
        mqtt.listen([this](const mqtt::Event& event) { agent.on(event, clock_.now()); });
        reads([](agent::Readings& readings, const Now&) { readings.set<"link_up">(1, "eth0"); });
    }

    /// What the source of the pole sees from now on.
    void reads(ScriptedSource::Script script) { *script_ = std::move(script); }

    /// The agent starts and everything that follows from it at this moment happens.
    void starts() {
        agent.start(clock_.now());
        broker_.delivers();
    }
    /// Time passes, and everything that is due in it is done at its moment.
    void passes(Milliseconds time) {
        const auto end = clock_.now().mono + time;
        broker_.delivers();
        while (agent.deadline() <= end) {
            clock_.advance(std::max(Milliseconds{0}, agent.deadline() - clock_.now().mono));
            agent.tick(clock_.now());
            broker_.delivers();
        }
        clock_.advance(end - clock_.now().mono);
    }
    void stops() {
        agent.stop(clock_.now());
        broker_.delivers();
    }

  private:
    static std::optional<tls::Identity> identity_of(const Options& options) {
        if (options.certificate_start == UtcMs::min()) {
            return std::nullopt;
        }
        return tls::Identity{.common_name = options.node,
                             .not_before = options.certificate_start,
                             .not_after = options.certificate_start + std::chrono::days(3650),
                             .warning = {}};
    }
    static agent::Config config_of(const Options& options) {
        agent::Config config;
        config.node.area = options.area;
        config.node.id = options.node;
        config.mqtt.servers = options.servers;
        config.mqtt.primary_host = options.primary_host;
        config.outbox.memory_bytes = options.outbox_bytes;
        return config;
    }
    static std::vector<std::unique_ptr<agent::Source>> sources(const std::shared_ptr<ScriptedSource::Script>& script) {
        std::vector<std::unique_ptr<agent::Source>> all;
        all.push_back(std::make_unique<ScriptedSource>(script));
        return all;
    }

  public:
    FakeMqttClient mqtt;
    std::uint8_t next_bd_seq;  // as the agent had it remembered

  private:
    FakeClock& clock_;
    FakeBroker& broker_;
    std::shared_ptr<ScriptedSource::Script> script_ = std::make_shared<ScriptedSource::Script>();

  public:
    agent::Agent agent;
};

}  // namespace magpie::fakes
