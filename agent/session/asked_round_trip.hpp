#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

struct AskedRoundTripSettings {
    std::string area;
    std::string node;
    std::uint32_t first_number = 1;  // of the messages; random, that an answer to another's is none to ours
};

/// One message to the broker and back, and to the collector and back, when somebody wants to know now whether they
/// answer (docs/protocol.md, "Round trips"): a check, which must not take the session's place at a broker that knows
/// one session of each node. Twice at most, for a collector answers a flood in part. Tells nothing in reports. One
/// thread; owned by the Agent.
class AskedRoundTrip {
  public:
    /// What came of it; of who did not answer nothing. Since the first message, whichever was answered.
    struct Outcome {
        bool asked = false;      // false: there was no session, or it ended
        bool forbidden = false;  // to hear the collector, by the broker's access list
        std::optional<Milliseconds> broker{};
        std::optional<Milliseconds> collector{};
    };

    AskedRoundTrip(const AskedRoundTripSettings& settings, mqtt::Client& client);

    /// One that is under way serves who asks meanwhile.
    void ask(bool online, const Now& now);
    /// Of all events, for it ends with the connection.
    void on(const mqtt::Event& event, const Now& now);
    void tick(const Now& now);
    /// When tick() is due.
    [[nodiscard]] std::optional<Monotonic> deadline() const { return until_; }
    /// Once for each that is over.
    [[nodiscard]] bool is_over() const { return over_.has_value(); }
    [[nodiscard]] std::optional<Outcome> take();

  private:
    void subscribed(const std::string& filter, const Now& now);
    void send(const Now& now);
    void over(bool asked);

    mqtt::Client& client_;
    std::array<std::string, 2> topics_;  // of the broker's side, and of the collector's
    std::array<bool, 2> awaited_{};      // what becomes of a subscription
    std::uint32_t number_;
    int sent_ = 0;
    Monotonic sent_at_{};
    std::optional<Monotonic> until_;  // one is under way
    Outcome outcome_;
    std::optional<Outcome> over_;
};

}  // namespace magpie::agent
