#pragma once

#include <utility>

#include <cstddef>
#include <memory>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "tests/fleet/mqtt_line.hpp"
#include "tests/fleet/shared_line.hpp"

namespace magpie::fleet {

/// Connections this process may have: the file limit, which is raised as far as may be, less some for itself.
[[nodiscard]] std::size_t most_connections();

/// The lines of all poles: a connection for each while `connections` lasts; when it does not, some are shared by all
/// the poles beyond. Lives on the loop; owned by main, and outlives the lines.
class Lines {
  public:
    Lines(boost::asio::io_context& loop, const Server& server, Traffic& traffic)
        : loop_(loop), server_(server), traffic_(traffic) {}

    [[nodiscard]] std::vector<std::unique_ptr<Line>> make(std::size_t poles, std::size_t connections);

  private:
    boost::asio::io_context& loop_;
    const Server& server_;
    Traffic& traffic_;
    std::vector<std::unique_ptr<MqttLine>> trunks_;
    std::vector<std::unique_ptr<SharedConnection>> shared_;
};

}  // namespace magpie::fleet
