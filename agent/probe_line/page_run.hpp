#pragma once

#include <memory>

#include <boost/asio/io_context.hpp>

#include "agent/probe_line/begin_probe.hpp"
#include "platform/http/visit.hpp"

namespace magpie::agent {

/// Of a visit that failed.
[[nodiscard]] probe::State state_of(const http::Visited& visited);

/// The portal probe, page after page, and the HTTPS probe, which is one page.
[[nodiscard]] std::unique_ptr<RunningProbe> begin_page_probe(boost::asio::io_context& loop,
                                                             const platform::Clock& clock, const Question& question,
                                                             ProbeDone done);

}  // namespace magpie::agent
