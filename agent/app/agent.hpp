#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "agent/config/config.hpp"
#include "agent/identity/renewal.hpp"
#include "agent/orders/orders.hpp"
#include "agent/outbox/outbox.hpp"
#include "agent/page/report_queue.hpp"
#include "agent/report/reporter.hpp"
#include "agent/session/asked_round_trip.hpp"
#include "agent/session/edge_session.hpp"
#include "agent/session/mqtt_round_trip.hpp"
#include "agent/sources/source.hpp"
#include "platform/mqtt/client.hpp"

namespace magpie::agent {

class CheckLine;

/// What a new agent starts with besides its configuration.
struct Beginning {
    Epoch epoch;                   // random, not 0
    std::uint8_t next_bd_seq = 0;  // as remembered from the run before
    std::uint32_t seed = 1;        // of jitter and phases
    std::string model;             // what the board calls itself
    std::string version = MAGPIE_VERSION;
    /// What is in use of certificates, and what it says; nothing where there is no TLS, or it cannot be read.
    std::optional<mqtt::TlsFiles> tls_files{};
    std::optional<tls::Identity> identity{};
    Renewal::Keep keep_identity{};
    std::string boot{};                              // the kernel's boot id
    OutboxStorage outbox{};                          // outlives the agent
    Orders* orders = nullptr;                        // begun; outlives the agent; null: none are taken
    BlockChecks* blocks = nullptr;                   // outlives the agent; null: it verifies none
    throughput::Measurements* throughput = nullptr;  // of one of the sources; null: it measures none
    CheckLine* checks = nullptr;                     // one of the sources; null: it begins none
    page::ReportQueue* reports = nullptr;            // signed, on their way; null: nobody makes any
};

/// The agent without a clock, a loop or a process: sources -> Reporter -> Outbox -> EdgeSession. Everything it does
/// happens inside a call that takes `now`, so many of them run in one test under virtual time. One thread; owned by
/// `app`.
class Agent {
  public:
    Agent(const Config& config, const Beginning& beginning, std::vector<std::unique_ptr<Source>> sources,
          mqtt::Client& client, EdgeSession::Remember remember);

    void start(const Now& now);
    void on(const mqtt::Event& event, const Now& now);
    /// Does what is due at `now`.
    void tick(const Now& now);
    /// Something happened that cannot wait for the next interval; events close together share a report.
    void urgent(const Now& now);
    /// What the outbox asked of flash has ended.
    void flash_ended(const Now& now) { outbox_.tick(now); }
    /// Says goodbye to the broker; stopped() once that is out, and flash has what is on its way there.
    void stop(const Now& now);

    /// When tick() is due.
    [[nodiscard]] Monotonic deadline() const;
    [[nodiscard]] bool stopped() const { return session_.stopped() && !outbox_.flash_is_busy(); }

    [[nodiscard]] const EdgeSession& session() const { return session_; }
    [[nodiscard]] const Outbox& outbox() const { return outbox_; }
    [[nodiscard]] const Renewal& renewal() const { return renewal_; }

  private:
    void report(const Now& now, bool urgent);
    void write_own(Readings& readings) const;
    void tell_of_check(const Now& now);
    void make_trip(const Now& now);

    Config config_;
    std::string model_;
    std::string version_;
    std::vector<std::unique_ptr<Source>> sources_;
    Reporter reporter_;
    Outbox outbox_;
    EdgeSession session_;
    Renewal renewal_;
    MqttRoundTrip round_trip_;
    AskedRoundTrip asked_trip_;  // of a check
    Orders* orders_;
    CheckLine* checks_;
    page::ReportQueue* reports_;
    mqtt::Client& client_;
    Monotonic next_report_{};
    Monotonic next_whole_{};
    std::optional<Monotonic> urgent_at_;
    Monotonic last_report_{};
    std::uint32_t seed_;
};

/// All that the sources see at `now`: what `magpie-agent sample` prints.
[[nodiscard]] Readings sample(const std::vector<std::unique_ptr<Source>>& sources, const Now& now);

}  // namespace magpie::agent
