#include <utility>

#include "agent/app/check_answer.hpp"

#include <linux/netlink.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "agent/app/capture_look.hpp"
#include "agent/app/ordered_config.hpp"
#include "agent/app/own_identity.hpp"
#include "agent/app/page_files.hpp"
#include "agent/app/sources.hpp"
#include "agent/netlink/netlink_socket.hpp"
#include "agent/page/report.hpp"
#include "platform/config/reader.hpp"
#include "platform/files/files.hpp"

namespace magpie::agent {

namespace {

void say(const std::string& sentence) {
    std::fprintf(stderr, "magpie-agent: %s\n", sentence.c_str());
}

/// What the sources see for a check. What the agent that runs holds is left to it: buses, the contact of the door,
/// magpie-capture, and no radio leaves its channel.
Readings look_for_check(Config config, bool agent_runs, const platform::Clock& clock, const log::Log& log) {
    const auto now = clock.now();
    const auto capture = config.capture;
    const auto ssids = config.wifi.ssids;
    config.wifi.scan = "never";
    config.capture.socket.clear();
    config.pole.buses.clear();
    config.pole.sensors.clear();
    if (agent_runs) {
        config.pole.door.chip.clear();
    }
    NetlinkSocket route(NETLINK_ROUTE);
    NetlinkSocket generic(NETLINK_GENERIC);
    const auto sources = make_sources(config, route, generic, now, log);
    auto readings = sample(sources.all, now);
    if (!agent_runs) {
        (void)look_at_capture(capture, ssids, clock, readings);
    }
    return readings;
}

/// The node's own file, with what an order sets; what is wrong with it is said.
std::optional<Config> read_effective(const std::string& config_file, const Now& now) {
    const auto text = config::load(config_file);
    if (!text) {
        say(text.error());
        return std::nullopt;
    }
    auto own = parse_config(*text, config_file);
    if (!own) {
        for (const auto& problem : own.error()) {
            say(problem);
        }
        return std::nullopt;
    }
    if (::access((own->state_directory + "/orders").c_str(), R_OK | X_OK) != 0 && errno == EACCES) {
        say("the orders of the node are the agent's alone to read: this goes by the file. Run it as root");
    }
    return config_in_effect(config_file, std::move(*own), now);
}

/// The acceptance as a report of the pole page is made (docs/pole-page.md, "The report"): to take home, and on its way
/// to the collector. The value is the first.
tl::expected<std::string, std::string> hand_in(const Config& config, const mqtt::TlsFiles& tls, std::string_view check,
                                               const Now& now) {
    if (tls.certificate_file.empty()) {
        return tl::unexpected(std::string("the pole has no certificate to sign with"));
    }
    const auto report = page::report_text({.area = config.node.area,
                                           .node = config.node.id,
                                           .program = "magpie-agent " MAGPIE_VERSION,
                                           .by = {},
                                           .check = std::string(check),
                                           .strips = kept_strips(config).told(now),
                                           .notes = {}},
                                          now);
    const auto cms = page::sign_report(report, tls);
    if (!cms) {
        return tl::unexpected(cms.error());
    }
    auto path = config.state_directory + "/acceptance-" + std::to_string(now.wall.time_since_epoch().count()) + ".cms";
    return files::write_file(path, *cms, files::for_all_to_read)
        .and_then([&] { return kept_reports(config).add(*cms); })
        .map([&](const std::string&) { return path; });
}

}  // namespace

int answer_check(const check::Options& options, const std::string& config_file, const platform::Clock& clock) {
    const auto config = read_effective(config_file, clock.now());
    if (!config) {
        return 2;
    }
    const log::Log log(log::style_of_stderr(), log::Level::error);
    const auto tls = own_identity(*config, clock.now()).files.value_or(config->mqtt.tls);
    return check::print_check(
        options, *config, tls, [&](bool agent_runs) { return look_for_check(*config, agent_runs, clock, log); },
        [&](std::string_view result) { return hand_in(*config, tls, result, clock.now()); }, clock);
}

}  // namespace magpie::agent
