#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <string_view>

#include "agent/report/readings.hpp"
#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

struct MqttRoundTripSettings {
    std::string area;
    std::string node;
    Milliseconds interval{};  // 0: nothing is asked
    std::uint32_t seed = 1;   // of the phase
};

/// How long a message takes to the broker and back, and to the collector and back: a number on a topic of the node's
/// own, which the broker brings back, and the collector answers on another (docs/protocol.md, "Round trips"). On the
/// session's connection, so it waits behind what the session sends: that is what a report would meet. A broker that
/// lets nobody do so costs nothing else. One thread; owned by the Agent.
class MqttRoundTrip {
  public:
    MqttRoundTrip(MqttRoundTripSettings settings, mqtt::Client& client);

    /// Whether an event is about it, and nothing to the session.
    [[nodiscard]] bool concerns(const mqtt::Event& event) const;
    void on(const mqtt::Event& event, const Now& now);
    /// `online`: the session stands.
    void tick(bool online, const Now& now);
    /// When tick() is due.
    [[nodiscard]] std::optional<Monotonic> deadline() const;

    void write(Readings& readings) const;

  private:
    /// Of the broker, and of the collector: in the order of the label `side`.
    struct Side {
        bool is_subscribed = false;
        bool has_answered = false;  // ever
        bool is_waited_for = false;
        std::optional<Milliseconds> round_trip;  // of the last that was asked and is over
        std::uint64_t answered = 0;
        std::uint64_t unanswered = 0;
    };
    static constexpr std::array<std::string_view, 2> side_words{"broker", "collector"};

    [[nodiscard]] std::optional<std::size_t> side_of(std::string_view topic) const;
    void ask(const Now& now);
    void give_up();

    MqttRoundTripSettings settings_;
    mqtt::Client& client_;
    std::array<std::string, 2> topics_;
    std::array<Side, 2> sides_;
    std::minstd_rand random_;
    bool online_ = false;
    std::uint32_t number_ = 0;  // of the message that was sent last
    Monotonic sent_at_{};
    std::optional<Monotonic> next_at_;
    std::optional<Monotonic> until_;  // somebody is waited for
};

}  // namespace magpie::agent
