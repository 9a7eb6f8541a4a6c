#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "collector/app/collector.hpp"
#include "collector/config/config.hpp"
#include "platform/clock/clock.hpp"
#include "platform/http/client.hpp"

namespace magpie::collector {

/// A connection to each Alertmanager. Brings the collector its answers. On the loop; owned by `app`, gone before the
/// loop.
class AlertConnections {
  public:
    /// `collector` is asked for when the first answer comes.
    AlertConnections(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock,
                     std::function<Collector&()> collector);

    void post(std::size_t alertmanager, std::string body);

  private:
    const platform::Clock& clock_;
    std::function<Collector&()> collector_;
    std::vector<std::unique_ptr<http::Client>> clients_;
};

/// The Alertmanagers of the configuration, if there are any; requests go over `connections`.
[[nodiscard]] std::optional<AlertReceivers> alert_receivers(const Config& config, AlertConnections& connections);

}  // namespace magpie::collector
