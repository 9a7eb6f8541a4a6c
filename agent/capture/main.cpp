#include <string>

#include "agent/capture/app/agent_socket.hpp"
#include "agent/capture/app/command_line.hpp"
#include "agent/capture/app/listening.hpp"
#include "agent/capture/app/loop.hpp"
#include "agent/capture/app/opening.hpp"
#include "agent/capture/app/start.hpp"
#include "agent/capture/pcap/live_source.hpp"
#include "agent/capture/sandbox/sandbox.hpp"
#include "platform/clock/clock.hpp"
#include "platform/service/private_memory.hpp"
#include "platform/service/stop_signals.hpp"

namespace {

using namespace magpie;

int run(const agent::ServiceConfig& config) {
    const platform::SystemClock clock;
    const log::Log log(log::style_of_stderr(), log::level_named(config.log_level));
    const auto stop = service::stop_signals();

    // interfaces -> PacketSources, once they are there
    agent::Opening opening(config, agent::LiveSource::open, log);
    while (!opening.attempt(clock.now())) {
        if (agent::is_readable_until(stop, opening.next(), clock)) {
            return 0;
        }
    }
    // PacketSources -> Air, Connections, all within Listening
    agent::Listening listening;
    const auto missing = agent::begin_listening(opening, listening);
    // Listening -> records -> AgentSocket
    auto socket = agent::AgentSocket::listen(config.socket);
    if (!socket) {
        return agent::fail_capture(socket.error());
    }
    // From here on frames of anybody are read, and nothing else can be opened.
    if (const auto fenced = agent::enter_sandbox(listening.descriptors(), socket->listener()); !fenced) {
        return agent::fail_capture(fenced.error());
    }
    log.info("captures", {{"socket", config.socket}});
    agent::run_capture(listening, *socket, stop, missing, clock, log);
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const auto line = agent::parse_capture_command_line(argc, argv);
    if (!line ||
        (line->command != agent::CaptureCommand::run && line->command != agent::CaptureCommand::check_config)) {
        return agent::answer_capture(line);
    }
    service::keep_memory_private();
    const auto config = agent::read_service_config(*line);
    return config ? run(*config) : config.error();
}
