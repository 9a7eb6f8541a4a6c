#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>

#include "agent/check/line.hpp"
#include "agent/check/network.hpp"
#include "agent/check/result.hpp"
#include "agent/check/seen.hpp"
#include "agent/check/service.hpp"
#include "agent/check/status.hpp"
#include "agent/check_command/broker_trip.hpp"
#include "agent/check_command/network_questions.hpp"
#include "agent/citizen/visit_run.hpp"
#include "agent/config/config.hpp"
#include "agent/report/readings.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent::check {

/// One check of this pole: looks, asks and joins at once, each with its own patience, and judges what came of it. Lives
/// on the loop; owned by the command; loop and clock outlive it.
class Run {
  public:
    /// All that the sources see now. `agent_runs`: what the agent holds (buses, the door, magpie-capture) is left to
    /// it.
    using Look = std::function<Readings(bool agent_runs)>;
    /// A layer begins (running), or is final.
    using Told = std::function<void(const Layer&)>;
    using Done = std::function<void(const Result&)>;

    struct Beginning {
        mqtt::TlsFiles tls{};                     // of the node, as in use
        std::optional<UtcMs> certificate_ends{};  // nothing without TLS, or where it cannot be read
        bool accept = false;
    };

    /// `done` is called once from the loop, never from within.
    Run(boost::asio::io_context& loop, const platform::Clock& clock, const Config& config, Beginning beginning,
        Look look, Told told, Done done);
    Run(const Run&) = delete;
    Run& operator=(const Run&) = delete;
    ~Run() = default;

  private:
    void begin();
    void look_at_board();
    void look_at_line();
    void look_again();
    void ask_gateway();
    void ask_resolvers();
    void ask_targets();
    void ask_clocks();
    void ask_outside(const Target& target, probe::Kind kind, std::vector<Asked>& into, std::size_t place,
                     const std::function<void()>& then);
    void targets_answered();
    void reach_collector();
    void knock(const std::string& server);
    void try_server(std::size_t server);
    void join_next();

    void judged(Layer layer);
    void take_final();
    void after(boost::asio::steady_timer& timer, Milliseconds time, std::function<void()> then);
    [[nodiscard]] bool agent_runs() const { return status_.has_value(); }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    const Config& config_;
    Beginning beginning_;
    Look look_;
    Told told_;
    Done done_;
    Now begun_;
    std::random_device random_;
    std::shared_ptr<boost::asio::ssl::context> tls_;
    Layers layers_;
    std::optional<Status> status_;  // of an agent that runs
    LinkSeen link_;
    Seen seen_;  // ours, and what the agent has told
    GatewaySeen gateway_;
    DnsSeen dns_;
    std::vector<Asked> outside_;
    std::vector<Asked> portals_;
    TimeSeen time_;
    CollectorSeen collector_;
    std::size_t pings_left_ = 0;
    std::size_t names_left_ = 0;
    std::size_t targets_left_ = 0;
    std::size_t clocks_left_ = 0;
    std::size_t ssid_ = 0;  // to be joined next
    std::shared_ptr<const bool> here_ = std::make_shared<const bool>(true);
    NetworkQuestions questions_;
    std::unique_ptr<BrokerTrip> trip_;
    std::unique_ptr<citizen::VisitRun> visit_;
    boost::asio::steady_timer second_look_;
    boost::asio::steady_timer visit_limit_;
    boost::asio::steady_timer next_step_;
    boost::asio::steady_timer next_visit_;
    boost::asio::steady_timer deadline_;
    boost::asio::steady_timer start_;
    boost::asio::steady_timer end_;
};

}  // namespace magpie::agent::check
