#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/io_context.hpp>

#include "agent/check/line.hpp"
#include "agent/check/result.hpp"
#include "agent/check/seen.hpp"
#include "agent/check/status.hpp"
#include "agent/check_command/collector_question.hpp"
#include "agent/check_command/network_questions.hpp"
#include "agent/check_command/network_visits.hpp"
#include "agent/config/config.hpp"
#include "agent/report/readings.hpp"
#include "agent/uplink_dhcp/ask.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"

namespace magpie::agent::check {

/// One check of this pole: looks, asks and joins at once, each with its own patience, and has judged what came of it.
/// Lives on the loop; owned by the command; loop, clock and configuration outlive it.
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
    void ask_others();
    void look_at_board();
    void look_at_line();
    void look_again();
    void ask_clocks();
    void ask_dhcp(const std::string& interface);

    void judged(Layer layer);
    void take_final();
    [[nodiscard]] bool agent_runs() const { return status_.has_value(); }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    const Config& config_;
    Beginning beginning_;
    Look look_;
    Told told_;
    Done done_;
    Now begun_;
    Layers layers_;
    std::optional<Status> status_;  // of an agent that runs
    LinkSeen link_;
    Seen seen_;  // ours, and what the agent has told
    NetworkQuestions questions_;
    std::optional<CollectorQuestion> collector_;
    std::optional<NetworkVisits> visits_;
    std::unique_ptr<uplink_dhcp::Asked> dhcp_;
    platform::LoopTimer second_look_;
    platform::LoopTimer deadline_;
    platform::LoopTimer start_;
    platform::LoopTimer end_;
};

}  // namespace magpie::agent::check
