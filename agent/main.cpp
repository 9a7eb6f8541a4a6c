#include <utility>

#include <linux/netlink.h>

#include <cstdio>
#include <memory>
#include <random>
#include <vector>

#include "agent/app/agent.hpp"
#include "agent/app/board.hpp"
#include "agent/app/command_line.hpp"
#include "agent/app/flash_writer.hpp"
#include "agent/app/loop.hpp"
#include "agent/app/sample_text.hpp"
#include "agent/app/sources.hpp"
#include "agent/app/start.hpp"
#include "agent/netlink/netlink_socket.hpp"
#include "platform/clock/clock.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/service/private_memory.hpp"

int main(int argc, char** argv) {
    using namespace magpie;
    using agent::Command;

    const auto line = agent::parse_command_line(argc, argv);
    if (!line || line->command == Command::help || line->command == Command::version) {
        return agent::answer(line);
    }
    service::keep_memory_private();
    const platform::SystemClock clock;
    agent::Config config;
    if (line->command != Command::sample) {
        auto read = agent::read_config(*line, clock.now());
        if (!read) {
            return read.error();
        }
        config = std::move(*read);
    } else {
        config.wifi.scan = "never";  // who only looks sends no radio off its channel
    }

    // kernel -> sources
    agent::NetlinkSocket route(NETLINK_ROUTE);
    agent::NetlinkSocket generic(NETLINK_GENERIC);
    auto sources = agent::make_sources(config, route, generic);
    if (line->command == Command::sample) {
        const auto readings = agent::sample(sources.all, clock.now());
        std::fputs((line->json ? agent::sample_json(readings) : agent::sample_text(readings)).c_str(), stdout);
        return 0;
    }

    // sources -> Reporter -> Outbox -> EdgeSession, all within Agent; EdgeSession -> Paho -> broker
    const log::Log log(log::style_of_stderr(), log::level_named(config.log_level));
    std::random_device random;
    boost::asio::io_context loop(1);
    auto outbox = agent::outbox_directories(config);
    const auto flash = outbox.flash ? std::make_unique<agent::FlashWriter>(loop, std::move(outbox.flash)) : nullptr;
    const auto own = agent::own_identity(config, clock.now());
    const agent::Beginning beginning{.epoch = Epoch{(std::uint64_t{random()} << 32) | random() | 1U},
                                     .next_bd_seq = agent::read_next_bd_seq(config.state_directory),
                                     .seed = random(),
                                     .model = agent::board_model("/sys"),
                                     .tls_files = own.files,
                                     .identity = own.identity,
                                     .keep_identity = agent::keep_identity(config),
                                     .boot = agent::boot_id("/proc"),
                                     .outbox = {outbox.run.get(), flash.get()}};
    magpie::mqtt::PahoClient client(loop);
    agent::Agent node(config, beginning, std::move(sources.all), client, [&](std::uint8_t next_bd_seq) {
        if (!agent::write_next_bd_seq(config.state_directory, next_bd_seq)) {
            log.warning("cannot write", {{"directory", config.state_directory}});
        }
    });
    return agent::run(loop, node, client, flash.get(), clock, sources.watches, config.report.interval, log);
}
