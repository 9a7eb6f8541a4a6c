#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/fakes/fake_broker.hpp"
#include "tests/fakes/fake_clock.hpp"
#include "tests/fleet/fleet.hpp"

namespace magpie::fleet {

/// A Line over a FakeBroker.
class FakeLine final : public Line {
  public:
    explicit FakeLine(fakes::FakeBroker& broker) : broker_(broker), client_(broker) {}

    void listen(mqtt::Listener listener) override { client_.listen(std::move(listener)); }
    void connect(const mqtt::Connect& connect) override { client_.connect(connect); }
    void subscribe(const std::string& filter, std::uint8_t qos) override { client_.subscribe(filter, qos); }
    [[nodiscard]] bool publish(const mqtt::Message& message) override { return client_.publish(message); }
    void disconnect() override { client_.disconnect(); }
    void breaks() override { broker_.cut(client_); }

  private:
    fakes::FakeBroker& broker_;
    fakes::FakeMqttClient client_;
};

/// A fleet on a broker in memory, under virtual time.
class SimulatedCity {
  public:
    explicit SimulatedCity(std::size_t poles, std::vector<Fault> faults = {}, std::uint64_t seed = 1,
                           std::optional<Storm> storm = {}, std::size_t capture = 0)
        : city(seed, poles),
          fleet(city, settings(std::move(faults), storm, capture), lines(poles), [this] { return clock.now(); }) {
        fleet.start(clock.now());
        broker.delivers();
    }

    void passes(Milliseconds time) {
        const auto end = clock.now().mono + time;
        while (fleet.deadline() < end) {
            clock.advance(std::max(Milliseconds{0}, std::max(fleet.deadline(), clock.now().mono) - clock.now().mono));
            fleet.tick(clock.now());
            broker.delivers();
        }
        clock.advance(end - clock.now().mono);
    }

    City city;
    fakes::FakeBroker broker;
    fakes::FakeClock clock;
    std::vector<std::string> log;
    Fleet fleet;

  private:
    Fleet::Settings settings(std::vector<Fault> faults, std::optional<Storm> storm, std::size_t capture) {
        return {.poles = {.server = "tcp://broker:1883", .capture = capture},
                .faults = std::move(faults),
                .storm = storm,
                .log = [this](Milliseconds, const std::string& text) { log.push_back(text); }};
    }
    std::vector<std::unique_ptr<Line>> lines(std::size_t poles) {
        std::vector<std::unique_ptr<Line>> all;
        for (std::size_t i = 0; i < poles; ++i) {
            all.push_back(std::make_unique<FakeLine>(broker));
        }
        return all;
    }
};

}  // namespace magpie::fleet
