#pragma once

#include <functional>
#include <memory>
#include <random>
#include <string>

#include <boost/asio/io_context.hpp>

#include "agent/check/service.hpp"
#include "agent/check_command/agent_question.hpp"
#include "agent/check_command/broker_trip.hpp"
#include "agent/check_command/network_questions.hpp"
#include "agent/config/config.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"
#include "platform/mqtt/client.hpp"

namespace magpie::agent::check {

/// Whether the collector is reached: broker by broker as the node, until one lets it in; or by the session that the
/// agent has. Lives on the loop; ends with
/// its scope, and says nothing more. What it is given outlives it.
class CollectorQuestion {
  public:
    using Done = std::function<void(const CollectorSeen&)>;

    /// `seen` is what is known beforehand: of the agent that runs, and of the certificate. `done` is called once from
    /// the loop, never from within.
    CollectorQuestion(boost::asio::io_context& loop, const platform::Clock& clock, NetworkQuestions& questions,
                      const Config& config, mqtt::TlsFiles tls, CollectorSeen seen, Done done);
    CollectorQuestion(const CollectorQuestion&) = delete;
    CollectorQuestion& operator=(const CollectorQuestion&) = delete;
    ~CollectorQuestion() = default;

  private:
    void begin();
    void knock(const std::string& server);
    void have_agent_ask();
    void try_server(std::size_t server);

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    NetworkQuestions& questions_;
    const Config& config_;
    mqtt::TlsFiles tls_;
    CollectorSeen seen_;
    Done done_;
    std::random_device random_;
    std::unique_ptr<BrokerTrip> trip_;
    std::unique_ptr<service::LocalQuestion> agent_;
    std::shared_ptr<const bool> here_ = std::make_shared<const bool>(true);
    platform::LoopTimer soon_;
};

}  // namespace magpie::agent::check
