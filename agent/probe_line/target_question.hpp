#pragma once

#include <memory>

#include <boost/asio/ssl/context.hpp>

#include "agent/path/targets.hpp"
#include "agent/probe_line/begin_probe.hpp"

namespace magpie::agent {

/// What one kind of probe asks a target; its address is not known yet.
[[nodiscard]] Question question_of(const Target& target, probe::Kind kind, Milliseconds timeout,
                                   const std::shared_ptr<boost::asio::ssl::context>& tls);

}  // namespace magpie::agent
