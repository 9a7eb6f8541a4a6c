#include <linux/netlink.h>

#include <random>
#include <utility>

#include "agent/app/agent.hpp"
#include "agent/app/board.hpp"
#include "agent/app/command_line.hpp"
#include "agent/app/loop.hpp"
#include "agent/app/sources.hpp"
#include "agent/app/start.hpp"
#include "agent/netlink/netlink_socket.hpp"
#include "platform/clock/clock.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/private_memory.hpp"

namespace {

using namespace magpie;

/// From the configuration in force to the end, or to an order that wants another run; the error is the exit code.
tl::expected<agent::Ending, int> run(const agent::CommandLine& line, const agent::Config& own,
                                     const platform::Clock& clock) {
    boost::asio::io_context loop(1);
    const auto outbox = agent::outbox_directories(own, loop);
    if (!outbox) {
        return tl::unexpected(outbox.error());
    }
    auto orders = agent::begin_orders(line, own, clock.now());
    const auto config = agent::ordered_config(line, own, orders);

    // kernel, buses, the broker of the pole, targets -> sources; of all of them -> the pole page
    agent::NetlinkSocket route(NETLINK_ROUTE);
    agent::NetlinkSocket generic(NETLINK_GENERIC);
    const log::Log log(log::style_of_stderr(), log::level_named(config.log_level));
    auto sources = agent::make_sources(config, route, generic, clock.now(), log);
    std::random_device random;
    agent::add_lines(line.config_file, config, loop, random(), clock, log, sources);
    // sources -> Reporter -> Outbox -> EdgeSession, all within Agent; EdgeSession -> Paho -> broker
    const auto identity = agent::own_identity(config, clock.now());
    agent::Beginning beginning{.epoch = Epoch{(std::uint64_t{random()} << 32) | random() | 1U},
                               .next_bd_seq = agent::read_next_bd_seq(config.state_directory),
                               .seed = random(),
                               .model = agent::board_model("/sys"),
                               .tls_files = identity.files,
                               .identity = identity.identity,
                               .keep_identity = agent::keep_identity(config),
                               .boot = agent::boot_id("/proc"),
                               .outbox = {outbox->run.get(), outbox->flash.get()},
                               .orders = &orders};
    sources.answer(beginning);
    magpie::mqtt::PahoClient client(loop);
    agent::Agent node(config, beginning, std::move(sources.all), client, agent::keep_bd_seq(config, log));
    const auto interval = config.report.interval;
    return agent::run(loop, node, orders, client, outbox->flash.get(), clock, sources.watches, interval, log);
}

}  // namespace

int main(int argc, char** argv) {
    service::keep_memory_private();  // the command line may name keys
    const auto line = agent::parse_command_line(argc, argv);
    const platform::SystemClock clock;
    if (const auto ended = agent::answer(line, clock)) {
        return *ended;
    }
    while (true) {
        const auto config = agent::read_config(*line, clock.now());
        const auto ending = config ? run(*line, *config, clock) : tl::unexpected(config.error());
        if (!ending || *ending == agent::Ending::told_to) {
            return ending ? 0 : ending.error();
        }
    }
}
