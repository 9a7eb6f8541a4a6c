#include <cstring>
#include <utility>

#include "agent/station/desk.hpp"
#include "agent/station/interface.hpp"
#include "agent/station/start.hpp"
#include "agent/station/uplink_desk.hpp"
#include "platform/clock/clock.hpp"
#include "platform/log/log.hpp"
#include "platform/service/local_listener.hpp"
#include "platform/service/private_memory.hpp"
#include "platform/service/stop_signals.hpp"

int main(int argc, char** argv) {
    using namespace magpie;
    auto config = agent::begin_station(argc, argv);
    if (!config) {
        return config.error();
    }
    service::keep_memory_private();
    auto listener = service::listen_locally(config->socket);
    if (!listener) {
        return agent::fail_station(listener.error());
    }
    const log::Log log(log::style_of_stderr(), log::level_named(config->log_level));
    const auto stop = service::stop_signals();
    if (!config->uplink.empty()) {
        const platform::SystemClock clock;
        // the agent -> UplinkDesk -> the line of the uplink
        agent::UplinkDesk desk(config->uplink, std::move(*listener), clock, log);
        desk.run(stop);
        return 0;
    }
    if (!agent::is_alone(agent::interfaces_here(), config->interface)) {
        return agent::fail_station("must run in a network namespace that has no interface but lo and " +
                                   config->interface + ": a visit must not touch the pole's own routes");
    }
    auto interface = agent::StationInterface::of(config->interface);
    if (!interface) {
        return agent::fail_station(std::string("cannot ask the kernel: ") + std::strerror(interface.error()));
    }
    // the agent -> Desk -> the station's interface
    agent::Desk desk(std::move(*config), std::move(*interface), std::move(*listener), log);
    desk.run(stop);
    return 0;
}
