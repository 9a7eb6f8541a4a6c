#pragma once

#include <cstddef>
#include <string>

#include <boost/asio/ip/address.hpp>

#include "agent/path_trace/trace.hpp"
#include "agent/probe_command/reachability.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent {

/// One hop, the `number`th, as a person reads it.
[[nodiscard]] std::string hop_line(std::size_t number, const TraceHop& hop);
/// All of them; and for a program. `address`: of `host`.
[[nodiscard]] std::string trace_summary(const std::string& host, const boost::asio::ip::address& address,
                                        const Trace& trace);
[[nodiscard]] std::string trace_json(const std::string& host, const boost::asio::ip::address& address,
                                     const Trace& trace);

/// Asks hop by hop for the way to a host, and prints it, or JSON; the exit code is 0 when the host was reached, 1 when
/// it was not, 2 where there is nothing to ask. `command.words`: trace and the host. Until SIGINT or SIGTERM at most.
int print_trace(const ProbeCommand& command, const platform::Clock& clock);

}  // namespace magpie::agent
