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

/// A connection to the history store for each shard. Brings the collector its answers. On the loop; owned by `app`,
/// gone before the loop.
class StoreConnections {
  public:
    /// `collector` is asked for when the first answer comes.
    StoreConnections(boost::asio::io_context& loop, const Config& config, const platform::Clock& clock,
                     std::function<Collector&()> collector);

    void post(std::size_t shard, std::string body);

  private:
    const platform::Clock& clock_;
    std::function<Collector&()> collector_;
    std::vector<std::unique_ptr<http::Client>> clients_;
};

/// The store of the configuration, if there is one; its requests go over `connections`.
[[nodiscard]] std::optional<HistoryStore> history_store(const Config& config, StoreConnections& connections);

}  // namespace magpie::collector
