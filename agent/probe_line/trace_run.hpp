#pragma once

#include <functional>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/address.hpp>
#include <tl/expected.hpp>

#include "agent/path_trace/trace.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent {

/// `done` is called once from the loop, never from within; the trace may end in it. The error is a sentence.
using TraceDone = std::function<void(const Trace&)>;
[[nodiscard]] tl::expected<std::unique_ptr<RunningProbe>, std::string> begin_trace(
    boost::asio::io_context& loop, const platform::Clock& clock, const boost::asio::ip::address& address,
    const TraceSettings& settings, TraceDone done);

[[nodiscard]] HopAddress hop_address(const boost::asio::ip::address& address);
/// "10.0.0.1", "2001:db8::1"; "*" of a hop that did not answer.
[[nodiscard]] std::string hop_text(const TraceHop& hop);

}  // namespace magpie::agent
