#include "agent/app/start.hpp"

#include <linux/netlink.h>

#include <cstdio>
#include <utility>
#include <vector>

#include "agent/app/board.hpp"
#include "agent/app/capture_look.hpp"
#include "agent/app/check_answer.hpp"
#include "agent/app/sample_text.hpp"
#include "agent/app/sources.hpp"
#include "agent/netlink/netlink_socket.hpp"
#include "agent/outbox/directory.hpp"
#include "agent/outbox/raw_flash.hpp"
#include "agent/probe_command/broker.hpp"
#include "agent/probe_command/dhcp.hpp"
#include "agent/probe_command/reachability.hpp"
#include "agent/probe_command/trace.hpp"
#include "agent/stamp_command/stamp_command.hpp"
#include "agent/throughput_command/throughput_command.hpp"
#include "platform/config/reader.hpp"
#include "platform/files/directory_lock.hpp"
#include "platform/files/files.hpp"
#include "platform/tls/identity.hpp"

namespace magpie::agent {

namespace {

void say(const std::string& sentence) {
    std::fprintf(stderr, "magpie-agent: %s\n", sentence.c_str());
}

/// What the broker, or the collector, will have against this node's certificate; empty when nothing.
std::string identity_problem(const Config& config, const Now& now) {
    if (config.mqtt.tls.certificate_file.empty()) {
        return {};
    }
    const auto identity = tls::read_identity(config.mqtt.tls, now);
    if (!identity) {
        return identity.error();
    }
    if (identity->common_name != config.node.id) {
        return config.mqtt.tls.certificate_file + ": is the certificate of `" + identity->common_name +
               "`, and node.id is `" + config.node.id +
               "`; the broker takes the first for the sender's name and refuses the second";
    }
    return identity->warning;
}

/// An address that nobody has yet is no mistake for a run: a cable may be plugged in later.
std::string page_problem(const Config& config) {
    return config.page.address.empty() || is_of_this_machine(config.page.address)
               ? std::string()
               : "page.listen: no interface of this machine has " + config.page.address + " now";
}

/// As far as there is a good one: who looks needs none.
Config own_file(const CommandLine& line) {
    const auto text = config::load(line.config_file);
    auto config = text ? parse_config(*text, line.config_file) : tl::expected<Config, std::vector<std::string>>();
    return config ? std::move(*config) : Config();
}

/// What every source sees, once. Who only looks sends no radio off its channel, and takes magpie-capture from no agent.
int print_sample(const CommandLine& line, const platform::Clock& clock) {
    const auto now = clock.now();
    const auto file = own_file(line);
    Config config;
    config.wifi.scan = "never";
    config.link = file.link;
    config.capture.socket.clear();  // a source there is an agent, and says what is ours
    NetlinkSocket route(NETLINK_ROUTE);
    NetlinkSocket generic(NETLINK_GENERIC);
    const log::Log log(log::style_of_stderr(), log::level_named(config.log_level));
    const auto sources = make_sources(config, route, generic, now, log);
    auto readings = sample(sources.all, now);
    if (const auto why = look_at_capture(file.capture, file.wifi.ssids, clock, readings); !why.empty()) {
        say(why);
    }
    std::fputs((line.json ? sample_json(readings) : sample_text(readings)).c_str(), stdout);
    return 0;
}

int answer_probe(const CommandLine& line, const platform::Clock& clock) {
    const ProbeCommand command{.words = line.words, .count = line.count, .json = line.json};
    const auto kind = line.words.empty() ? std::string() : line.words.front();
    if (kind == "trace") {
        return print_trace(command, clock);
    }
    if (kind == throughput::command_word) {
        return throughput::print_throughput(line.words, line.json, clock);
    }
    if (kind == "dhcp") {
        const auto dhcp = own_file(line).path.dhcp;
        return print_dhcp(command, dhcp.socket, dhcp.only_offer);
    }
    if (kind == "mqtt") {
        // Whose servers are believed, where the node has a configuration; a plain server needs none.
        return print_broker(command, own_file(line).mqtt.tls.ca_file, clock);
    }
    return print_probe(command, clock);
}

}  // namespace

std::optional<int> answer(const tl::expected<CommandLine, std::string>& line, const platform::Clock& clock) {
    if (!line) {
        say(line.error());
        std::fputs(usage, stderr);
        return 2;
    }
    switch (line->command) {
        case Command::help:
        case Command::version:
            std::fputs(line->command == Command::version ? "magpie-agent " MAGPIE_VERSION "\n" : usage, stdout);
            return 0;
        case Command::sample:
            return print_sample(*line, clock);
        case Command::check:
            return answer_check(line->check, line->config_file, clock);
        case Command::probe:
            return answer_probe(*line, clock);
        case Command::stamp:
            return run_stamp_command(line->stamp);
        case Command::run:
        case Command::check_config:
            break;
    }
    return std::nullopt;
}

tl::expected<Config, int> read_config(const CommandLine& line, const Now& now) {
    const auto text = config::load(line.config_file);
    if (!text) {
        say(text.error());
        return tl::unexpected(1);
    }
    auto config = parse_config(*text, line.config_file);
    if (!config) {
        for (const auto& problem : config.error()) {
            say(problem);
        }
        return tl::unexpected(1);
    }
    bool good = true;
    for (const auto& problem : {identity_problem(*config, now), page_problem(*config)}) {
        if (!problem.empty()) {
            say(problem);
            good = false;
        }
    }
    if (line.command == Command::check_config) {
        if (good) {
            std::printf("%s: good\n", line.config_file.c_str());
        }
        return tl::unexpected(good ? 0 : 1);
    }
    return std::move(*config);
}

EdgeSession::Remember keep_bd_seq(const Config& config, const log::Log& log) {
    return [directory = config.state_directory, &log](std::uint8_t next_bd_seq) {
        if (!write_next_bd_seq(directory, next_bd_seq)) {
            log.warning("cannot write", {{"directory", directory}});
        }
    };
}

namespace {

/// Empty: none.
std::string flash_directory(const Config& config) {
    if (config.outbox.flash_directory != "auto") {
        return config.outbox.flash_directory;
    }
    return on_raw_flash(config.state_directory) ? std::string() : config.state_directory + "/outbox";
}

}  // namespace

tl::expected<OutboxDirectories, int> outbox_directories(const Config& config, boost::asio::io_context& loop) {
    OutboxDirectories directories;
    const auto flash = flash_directory(config);
    for (const auto& path : {config.outbox.run_directory, flash}) {
        if (path.empty()) {
            continue;
        }
        auto lock = files::lock_directory(path);
        if (!lock) {
            say(lock.error() +
                ", and an outbox is one agent's alone; give each its own outbox.run_directory and state_directory");
            return tl::unexpected(1);
        }
        directories.locks.push_back(std::move(*lock));
    }
    if (!config.outbox.run_directory.empty()) {
        directories.run = std::make_unique<Directory>(config.outbox.run_directory);
    }
    if (!flash.empty()) {
        directories.flash = std::make_unique<FlashWriter>(loop, std::make_shared<Directory>(flash));
    }
    return directories;
}

}  // namespace magpie::agent
