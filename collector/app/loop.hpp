#pragma once

#include <boost/asio/io_context.hpp>

#include "collector/app/collector.hpp"
#include "platform/clock/clock.hpp"
#include "platform/log/log.hpp"

namespace magpie::collector {

/// Runs the collector on `loop` until SIGINT or SIGTERM: the only place that knows the time. Says in the log when the
/// broker comes and goes and, a few lines a reason, what is refused. Tells the service manager, where there is one,
/// that it is ready once it has connected or tried to, and that it is well as long as it is connected or tries to be.
void run(boost::asio::io_context& loop, Collector& collector, mqtt::Client& client, const platform::Clock& clock,
         const log::Log& log);

}  // namespace magpie::collector
