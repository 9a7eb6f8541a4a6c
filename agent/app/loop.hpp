#pragma once

#include <functional>

#include <boost/asio/io_context.hpp>

#include "agent/app/agent.hpp"
#include "platform/clock/clock.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// A descriptor between samples: when it is readable `read` is called, and true asks for a report at once.
struct Watch {
    int descriptor;  // not owned; -1: nothing to watch
    std::function<bool()> read;
};

/// Runs the agent on `loop` until SIGINT or SIGTERM: the only place that knows the time. Says in the log when the
/// connection comes and goes. Returns the exit code.
int run(boost::asio::io_context& loop, Agent& agent, mqtt::Client& client, const platform::Clock& clock,
        const Watch& watch, const log::Log& log);

}  // namespace magpie::agent
