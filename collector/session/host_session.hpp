#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/pair/heartbeat.hpp"
#include "platform/mqtt/client.hpp"
#include "wire/report/acknowledge.hpp"
#include "wire/report/block_check.hpp"
#include "wire/report/throughput_token.hpp"
#include "wire/sparkplug/host_rules.hpp"

namespace magpie::collector {

struct SessionSettings {
    std::string server;
    mqtt::TlsFiles tls{};
    std::string host_id = "collector";
    /// Of those that share the host id, and of which one at a time speaks; empty: it is alone.
    std::string instance{};
    /// Whose nodes it hears; all where it is empty.
    std::vector<std::string> areas{};
    std::chrono::seconds keep_alive{15};
    std::uint32_t seed = 1;
    bool hears_reports = false;  // of technicians at poles

    [[nodiscard]] bool is_alone() const { return instance.empty(); }
    /// Also the name of its certificate.
    [[nodiscard]] std::string client_id() const { return is_alone() ? host_id : host_id + "-" + instance; }
};

/// The collector's way to the broker: carries out what HostRules decides, hands messages of edges on, sends commands to
/// nodes. One of several that share a host is silent at first, and hears what the others say: commands and heartbeats.
/// One thread; owned by the Collector, which calls it with `now`.
class HostSession {
  public:
    /// Who wants to know: edges' messages, and whether they can be trusted to be complete; and of one that is not
    /// alone, what the others say.
    struct Receiver {
        std::function<void(std::string_view topic, std::string_view payload, const Now& now)> message;
        std::function<void(const Now& now)> connected;
        std::function<void(const Now& now)> connection_lost;
        std::function<void(const Heartbeat& beat, const Now& now)> heartbeat = nullptr;
        std::function<void(const Now& now)> host_gone = nullptr;  // just now
        /// A node asks how long a message takes: to be answered at once, or not at all.
        std::function<void(std::string_view node, std::string_view ping)> pinged = nullptr;
        /// A node tells of a check, by its topic; whatever else it may say.
        std::function<void(std::string_view topic, std::string_view payload, const Now& now)> checked = nullptr;
        /// A technician's report, as a pole brings it.
        std::function<void(std::string_view topic, std::string_view cms, const Now& now)> reported = nullptr;
    };

    HostSession(SessionSettings settings, mqtt::Client& client, Receiver receiver);

    void start(const Now& now);
    void on(const mqtt::Event& event, const Now& now);
    void tick(const Now& now);
    void stop(const Now& now);
    [[nodiscard]] std::optional<Monotonic> deadline() const { return rules_.deadline(); }

    /// Connects anew, with or without a will.
    void change_voice(bool silent, const Now& now);
    void beat(const Heartbeat& beat);

    void ask_rebirth(std::string_view area, std::string_view node, const Now& now);
    /// One command, whatever the number of epochs.
    void acknowledge(std::string_view area, std::string_view node, const std::vector<Acknowledge>& epochs,
                     const Now& now);
    /// What a node is to find out of a blocked address.
    void verify_block(std::string_view area, std::string_view node, const BlockCheck& check, const Now& now);
    /// Brings back what a node has sent to see how long it takes.
    void answer_ping(std::string_view node, std::string_view ping);
    /// Asks a node to check itself, under this id. False when the MQTT client does not take it.
    bool ask_check(std::string_view area, std::string_view node, std::string_view id, const Now& now);
    /// That a report has arrived.
    void answer_report(std::string_view node, std::string_view id);
    /// A node's turn to fill its line.
    void give_turn(std::string_view area, std::string_view node, const ThroughputToken& token, const Now& now);
    /// A signed order, and what its CA has revoked, in DER; empty: not known.
    void order(std::string_view area, std::string_view node, std::string_view order, std::string_view revocations,
               const Now& now);

    [[nodiscard]] bool online() const { return rules_.online(); }
    /// Death said and DISCONNECT done, or nothing to say it to.
    [[nodiscard]] bool stopped() const { return stopping_ && !leaving_; }
    /// Why the last connection failed or ended; empty while all is well.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

    struct Counters {
        std::uint64_t connects = 0;
        std::uint64_t acknowledgements = 0;
        std::uint64_t publish_failures = 0;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }

  private:
    void tell(const sparkplug::host::Event& event, const Now& now);
    void act(const sparkplug::host::Action& action, const Now& now);
    void subscribed(const std::string& filter, const Now& now);
    void receive(const mqtt::Received& message, const Now& now);
    [[nodiscard]] std::vector<std::string> edge_filters() const;
    [[nodiscard]] std::vector<std::string> side_filters() const;
    [[nodiscard]] bool is_beside(const mqtt::Event& event) const;
    void receive_beside(const mqtt::Received& message, const Now& now);
    void receive_ping(std::string_view node, std::string_view ping, const Now& now);
    void no_longer_connected(const Now& now);
    [[nodiscard]] mqtt::Message state_message(bool online, std::uint64_t timestamp) const;
    bool publish(const mqtt::Message& message);
    bool command(std::string_view area, std::string_view node, std::string payload);

    SessionSettings settings_;
    mqtt::Client& client_;
    Receiver receiver_;
    sparkplug::HostRules rules_;
    std::string own_state_;
    std::string heartbeats_;
    std::size_t open_edge_filters_ = 0;
    Monotonic pings_since_{};  // the second in which they are counted
    std::size_t pings_ = 0;
    bool connected_ = false;
    bool leaving_ = false;
    bool stopping_ = false;
    std::string trouble_;
    Counters counters_;
};

}  // namespace magpie::collector
