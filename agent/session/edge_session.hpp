#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "agent/block_check/block_checks.hpp"
#include "agent/orders/orders.hpp"
#include "agent/outbox/outbox.hpp"
#include "agent/report/reporter.hpp"
#include "agent/session/backlog.hpp"
#include "agent/session/birth.hpp"
#include "agent/throughput/measurements.hpp"
#include "platform/mqtt/client.hpp"
#include "wire/sparkplug/edge_rules.hpp"
#include "wire/sparkplug/payload.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::agent {

struct SessionSettings {
    std::string area;
    std::string node;
    std::vector<std::string> servers;
    mqtt::TlsFiles tls;
    std::chrono::seconds keep_alive{15};
    std::string primary_host;  // empty: do not wait for one
    /// Between two late reports where the collector does not say: 24 hours of an outage are there within a minute.
    Milliseconds backlog_spacing{5};
    /// From birth to the first late report, so that the collector can say first what it already has.
    Milliseconds backlog_start{2000};
    std::uint8_t next_bd_seq = 0;
    std::uint32_t seed = 1;
    /// When our certificate was made. A clock that nobody vouches for and that is before it is wrong for certain.
    UtcMs certificate_start = UtcMs::min();
};

/// The node's way to the broker and back: carries out what EdgeRules decides, encodes births and reports, sends the
/// backlog behind live data, and hands acknowledgements to the outbox and orders to who judges them. One thread; owned
/// by the Agent, which calls it with `now`.
class EdgeSession {
  public:
    using Remember = std::function<void(std::uint8_t next_bd_seq)>;
    /// A check is asked for, under an id that nobody has looked at yet.
    using CheckAsked = std::function<void(std::string_view id, const Now& now)>;

    /// `orders`, `blocks` and `throughput` may be null: then none are taken, and it neither verifies blocks nor
    /// measures throughput.
    EdgeSession(SessionSettings settings, mqtt::Client& client, Reporter& reporter, Outbox& outbox, Remember remember,
                Orders* orders = nullptr, BlockChecks* blocks = nullptr, throughput::Measurements* throughput = nullptr,
                CheckAsked check_asked = {});

    void start(const Now& now);
    void on(const mqtt::Event& event, const Now& now);
    /// A report has been committed: sent at once when online.
    void committed(const Report& report, const Now& now);
    /// The devices that are there now; each is born, or dies, when it was not or was.
    void devices(const std::vector<Device>& present, const Now& now);
    void tick(const Now& now);
    void stop(const Now& now);
    /// The next connection is made with these.
    void use(mqtt::TlsFiles files) { settings_.tls = std::move(files); }
    /// When tick() is due.
    [[nodiscard]] std::optional<Monotonic> deadline() const;

    [[nodiscard]] bool online() const { return rules_.online(); }
    [[nodiscard]] bool stopped() const { return rules_.stopped() && !leaving_; }
    /// The next report must be whole: after a birth, and when the collector says that something is missing.
    [[nodiscard]] bool wants_whole() const { return wants_whole_; }

    struct Counters {
        std::uint64_t connects = 0;
        std::uint64_t connect_failures = 0;
        std::uint64_t publish_failures = 0;
    };
    [[nodiscard]] const Counters& counters() const { return counters_; }
    /// Why the last connection failed or ended; empty while all is well.
    [[nodiscard]] const std::string& trouble() const { return trouble_; }

  private:
    void tell(const sparkplug::edge::Event& event, const Now& now);
    void act(const sparkplug::edge::Action& action, const Now& now);
    void connect(const sparkplug::edge::Connect& action, const Now& now);
    [[nodiscard]] std::string filter_text(sparkplug::edge::Filter filter) const;
    void send_birth(std::uint8_t bd_seq, const Now& now);
    void send_device_birth(const std::string& name, const Now& now);
    void send_device(sparkplug::Verb verb, const std::string& name, std::string payload, const Now& now);
    [[nodiscard]] bool send(const Report& report, bool historical, const Now& now);
    void send_backlog(const Now& now);
    void receive(const mqtt::Received& message, const Now& now);
    void obey(std::string_view payload, const Now& now);
    void hear_host(std::string_view payload, const Now& now);
    void acknowledged(const Acknowledge& acknowledge, const Now& now);
    [[nodiscard]] ReportHeader header(const Report* report, bool historical, const Now& now) const;

    SessionSettings settings_;
    mqtt::Client& client_;
    Reporter& reporter_;
    Outbox& outbox_;
    Remember remember_;
    Orders* orders_;
    BlockChecks* blocks_;
    throughput::Measurements* throughput_;
    CheckAsked check_asked_;
    sparkplug::EdgeRules rules_;
    std::vector<sparkplug::edge::Action> actions_;
    sparkplug::PayloadView payload_;
    Birth birth_;
    std::vector<Device> devices_;
    std::uint32_t named_at_birth_ = 0;
    Milliseconds clock_offset_at_birth_{};
    bool wants_whole_ = true;
    bool leaving_ = false;
    bool newly_connected_ = false;
    Backlog backlog_;
    Milliseconds late_spacing_;
    std::optional<Monotonic> backlog_due_;
    Counters counters_;
    std::string trouble_;
};

}  // namespace magpie::agent
