#pragma once

#include <memory>
#include <random>
#include <string>

#include <boost/asio/io_context.hpp>

#include "agent/block_check/block_checks.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent {

/// A ping or a handshake that leaves by this interface and no other, whatever the routes say; empty: as they say. What
/// a firewall answers in a packet of ICMP is no answer of the address (State::unreachable), a reset is. `done` as of
/// begin_probe().
[[nodiscard]] std::unique_ptr<RunningProbe> begin_bound_probe(boost::asio::io_context& loop,
                                                              const platform::Clock& clock, std::random_device& random,
                                                              const std::string& interface, const BlockAsk& ask,
                                                              ProbeDone done);

}  // namespace magpie::agent
