#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>

#include "agent/check/service.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"
#include "platform/mqtt/paho_client.hpp"

namespace magpie::agent::check {

/// One connection to one broker as the node, and a message there and back: to the broker, and to the collector, which
/// answers on a topic of its own (docs/protocol.md, "Round trips"). Lives on the loop; ends with its scope, and says
/// nothing more.
class BrokerTrip {
  public:
    using Done = std::function<void(const Trip&)>;

    struct Settings {
        mqtt::Connect connect;
        std::string area;
        std::string node;
        std::uint32_t number = 0;  // of the message; random, that it is nobody else's
    };
    /// `done` is called once from the loop, never from within.
    BrokerTrip(boost::asio::io_context& loop, const platform::Clock& clock, const Settings& settings, Done done);
    BrokerTrip(const BrokerTrip&) = delete;
    BrokerTrip& operator=(const BrokerTrip&) = delete;
    ~BrokerTrip() = default;

  private:
    void on(const mqtt::Event& event);
    void send();
    void heard(const mqtt::Received& message);
    void no_more_patience();
    void be_patient();
    void leave();
    void over();

    const platform::Clock& clock_;
    std::string ping_;
    std::string pong_;
    std::string payload_;
    Monotonic begun_;
    Monotonic sent_at_{};
    int subscribed_ = 0;
    int sent_ = 0;
    bool leaving_ = false;
    Trip trip_;
    Done done_;
    platform::LoopTimer enough_;
    mqtt::PahoClient client_;
};

}  // namespace magpie::agent::check
