#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "agent/report/readings.hpp"
#include "agent/sources/pole/json_mapping.hpp"
#include "agent/sources/pole/sensors.hpp"
#include "platform/mqtt/client.hpp"
#include "wire/sparkplug/backoff.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

struct GatewaySettings {
    mqtt::Connect connect;
    double messages_per_second = 50;  // those beyond are dropped; twice as many may come at once
    std::vector<JsonMapping> messages;
    std::uint32_t seed = 1;  // of the back-off
};

/// Sensors that speak MQTT themselves: listens at the pole's local broker, reads each message as its mapping says and
/// hands it to Sensors. What cannot be read is counted at its sensor by reason; what belongs to no sensor, at the
/// source `gateway`. Publishes nothing. Without a clock; one thread; owned by its line. Client and sensors outlive it.
class Gateway {
  public:
    Gateway(GatewaySettings settings, mqtt::Client& client, Sensors& sensors);

    void start(const Now& now);
    /// True when something is in it that is not to wait for the next report.
    bool on(const mqtt::Event& event, const Now& now);
    /// Does what is due at `now`.
    void tick(const Now& now);
    /// When tick() is due; nothing while there is nothing to wait for.
    [[nodiscard]] std::optional<Monotonic> deadline() const;
    /// The health of the gateway; what the sensors say is written by who owns them.
    void write(Readings& readings) const;

    /// Why there is no connection, or not all that is asked for; empty: all is well.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

  private:
    enum Unowned : std::uint8_t { no_broker, not_allowed, too_many, unreadable, unknown };

    void lost(std::string why, const Now& now);
    bool receive(const mqtt::Received& message, const Now& now);
    bool take(const JsonMapping& mapping, const mqtt::Received& message, const Now& now);
    [[nodiscard]] bool within_quota(const Now& now);

    struct Heard {
        std::string name;
        std::size_t index;  // in sensors_
        Milliseconds period;
        std::optional<UtcMs> measured{};
        std::optional<Monotonic> silent_at{};  // until it is heard for the first time
    };
    [[nodiscard]] Heard* sensor(std::string_view name);

    GatewaySettings settings_;
    mqtt::Client& client_;
    Sensors& sensors_;
    sparkplug::Backoff backoff_;
    std::vector<Heard> heard_;
    std::vector<std::string> filters_;  // each once
    std::optional<Monotonic> connect_at_;
    std::size_t subscribed_ = 0;
    double tokens_;
    Monotonic filled_{};
    std::string trouble_;
    std::array<std::uint64_t, 5> failures_{};  // by Unowned
};

}  // namespace magpie::agent
