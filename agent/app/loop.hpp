#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <boost/asio/io_context.hpp>

#include "agent/app/agent.hpp"
#include "agent/app/flash_writer.hpp"
#include "platform/clock/clock.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// What a source hears between samples: when its descriptor is readable `read` is called, and true asks for a report at
/// once.
struct Watch {
    std::function<int()> descriptor;  // not owned; -1: nothing to watch yet
    std::function<bool(const Now& now)> read;
};

/// `another_run`: an order wants that all begins anew in this process, with what is on the disk.
enum class Ending : std::uint8_t { told_to, another_run };

/// Runs the agent on `loop` until SIGINT or SIGTERM, or until an order wants another run: the only place that knows the
/// time. Says in the log when the connection comes and goes and what becomes of orders, and tells the service manager,
/// where there is one, that it is ready once a report is committed, and that it is well as long as reports (one each
/// `report_interval`) and session go on. `orders` is the agent's; `flash` may be null. Where flash stands still no
/// other run may touch what is there: then the process ends, as told to.
[[nodiscard]] Ending run(boost::asio::io_context& loop, Agent& agent, Orders& orders, mqtt::Client& client,
                         FlashWriter* flash, const platform::Clock& clock, const std::vector<Watch>& watches,
                         Milliseconds report_interval, const log::Log& log);

}  // namespace magpie::agent
