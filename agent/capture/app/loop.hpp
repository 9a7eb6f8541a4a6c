#pragma once

#include <string>
#include <vector>

#include "agent/capture/app/agent_socket.hpp"
#include "agent/capture/app/listening.hpp"
#include "platform/clock/clock.hpp"
#include "platform/files/file.hpp"
#include "platform/log/log.hpp"

namespace magpie::agent {

/// Whether a file is readable by then; false when it was not.
[[nodiscard]] bool is_readable_until(const files::File& file, Monotonic then, const platform::Clock& clock);

/// Listens and tells the agent until a signal comes, or until all must begin anew outside the sandbox: an interface is
/// gone, or one of `missing` has come. Both are the service manager's to start again. A turn that does not end within
/// half a minute, as for a frame whose reader never comes to its end, is ended by SIGALRM.
void run_capture(Listening& listening, AgentSocket& socket, const files::File& stop,
                 const std::vector<std::string>& missing, const platform::Clock& clock, const log::Log& log);

}  // namespace magpie::agent
