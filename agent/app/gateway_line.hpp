#pragma once

#include <cstdint>
#include <string>

#include <boost/asio/io_context.hpp>

#include "agent/app/bell.hpp"
#include "agent/app/gateway.hpp"
#include "agent/config/config.hpp"
#include "agent/sources/pole/sensors.hpp"
#include "agent/sources/source.hpp"
#include "platform/clock/clock.hpp"
#include "platform/clock/loop_timer.hpp"
#include "platform/log/log.hpp"
#include "platform/mqtt/paho_client.hpp"

namespace magpie::agent {

/// The gateway with its connection to the broker of the pole and the time of the loop it lives on. Says in the log when
/// that broker comes and goes. As a source it tells of the gateway's health alone. Owned by the agent; loop, sensors,
/// clock and log outlive it.
class GatewayLine final : public Source {
  public:
    /// Connects at once. A password that cannot be read is none, and said in the log.
    GatewayLine(boost::asio::io_context& loop, const Config& config, Sensors& sensors, std::uint32_t seed,
                const platform::Clock& clock, const log::Log& log);
    GatewayLine(const GatewayLine&) = delete;
    GatewayLine& operator=(const GatewayLine&) = delete;
    ~GatewayLine() override = default;

    /// Readable once something was heard that is not to wait for the next report.
    [[nodiscard]] Watch watch() { return bell_.watch(); }
    void sample(Readings& readings, const Now& now) override;

  private:
    void on(const mqtt::Event& event);
    void wait_for_deadline();
    void say_trouble();

    const platform::Clock& clock_;
    const log::Log& log_;
    mqtt::PahoClient client_;
    Gateway gateway_;
    platform::LoopTimer timer_;
    Bell bell_;
    std::string said_trouble_;
};

}  // namespace magpie::agent
