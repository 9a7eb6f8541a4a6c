#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

#include "agent/stamp/reflector.hpp"
#include "agent/stamp/sender.hpp"
#include "tests/fakes/fake_network.hpp"

namespace magpie::stamp::testing {

using namespace std::chrono_literals;

inline const agent::Endpoint here = agent::endpoint_of("192.0.2.1:40000", 0).value();
inline const agent::Endpoint there = agent::endpoint_of("192.0.2.2:862", 0).value();

/// A sender and a reflector over a network in virtual time.
struct Measurement {
    explicit Measurement(SenderOptions wanted = {}, Nanoseconds offset = {}, bool stateful = true,
                         std::uint64_t seed = 1)
        : network(seed),
          near(network.add(here)),
          far(network.add(there, offset)),
          options(std::move(wanted)),
          stateful_(stateful),
          sender(options, network.now()),
          reflector(provisions(), stateful) {}

    void restarts_the_reflector() { reflector = Reflector(provisions(), stateful_); }

    void ways(const fakes::Way& forward, const fakes::Way& back) {
        network.carries(near, far, forward);
        network.carries(far, near, back);
    }

    /// Until so many are sent, or until all are, and nothing flies.
    void run(std::uint64_t packets = std::numeric_limits<std::uint64_t>::max()) {
        while (true) {
            const auto due = sender.sent() < packets ? sender.due() : std::nullopt;
            const auto next = network.next();
            if (!due && !next) {
                return;
            }
            network.advance_to(due && next ? std::min(*due, *next) : due.value_or(next.value_or(network.now())));
            step(packets);
        }
    }

    /// What is left after Tmax.
    StampWindow window() {
        sender.settle(network.now() + options.patience + 1ns);
        return sender.close();
    }

    StampWindow whole() {
        run();
        return window();
    }

    fakes::FakeNetwork network;
    fakes::FakeNetwork::Host& near;
    fakes::FakeNetwork::Host& far;
    SenderOptions options;

  private:
    bool stateful_;

    [[nodiscard]] std::vector<Provision> provisions() const {
        return {{.peer = here.address, .ssid = options.ssid, .key = options.key, .packets_a_second = 100'000}};
    }

    void step(std::uint64_t packets) {
        for (const auto& datagram : far.receive()) {
            if (const auto reply = reflector.reflect(datagram, far.now())) {
                (void)far.send(*reply);
            }
        }
        for (const auto& departure : far.departures()) {
            reflector.left(departure.token, departure.at);
        }
        for (const auto& datagram : near.receive()) {
            (void)sender.receive(datagram, near.now());
        }
        while (sender.sent() < packets) {
            auto packet = sender.next(near.now());
            if (!packet) {
                break;
            }
            packet->to = there;
            (void)near.send(*packet);
        }
        for (const auto& departure : near.departures()) {
            sender.left(departure.token, departure.at);
        }
    }

  public:
    Sender sender;
    Reflector reflector;
};

}  // namespace magpie::stamp::testing
