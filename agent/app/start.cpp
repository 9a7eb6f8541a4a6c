#include "agent/app/start.hpp"

#include <cstdio>
#include <vector>

#include "agent/outbox/directory.hpp"
#include "platform/config/reader.hpp"
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

}  // namespace

int answer(const tl::expected<CommandLine, std::string>& line) {
    if (!line) {
        say(line.error());
        std::fputs(usage, stderr);
        return 2;
    }
    std::fputs(line->command == Command::version ? "magpie-agent " MAGPIE_VERSION "\n" : usage, stdout);
    return 0;
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
    const auto problem = identity_problem(*config, now);
    if (!problem.empty()) {
        say(problem);
    }
    if (line.command == Command::check_config) {
        if (problem.empty()) {
            std::printf("%s: good\n", line.config_file.c_str());
        }
        return tl::unexpected(problem.empty() ? 0 : 1);
    }
    return std::move(*config);
}

namespace {

mqtt::TlsFiles renewed_files(const Config& config) {
    const auto file = config.state_directory + "/identity.pem";
    return {.ca_file = config.mqtt.tls.ca_file, .certificate_file = file, .key_file = file};
}

}  // namespace

OwnIdentity own_identity(const Config& config, const Now& now) {
    OwnIdentity best;
    if (config.mqtt.tls.certificate_file.empty()) {
        return best;
    }
    for (const auto& files : {config.mqtt.tls, renewed_files(config)}) {
        auto identity = tls::read_identity(files, now);
        if (identity && identity->common_name == config.node.id &&
            (!best.identity || identity->not_after > best.identity->not_after)) {
            best = {files, std::move(*identity)};
        }
    }
    return best;
}

Renewal::Keep keep_identity(const Config& config) {
    return [files = renewed_files(config)](const std::string& pem) {
        return files::write_file(files.certificate_file, pem, files::for_us_alone).map([&] { return files; });
    };
}

OutboxDirectories outbox_directories(const Config& config) {
    OutboxDirectories directories;
    if (!config.outbox.run_directory.empty()) {
        directories.run = std::make_unique<Directory>(config.outbox.run_directory);
    }
    const bool by_itself = config.outbox.flash_directory == "auto";
    if (by_itself && !on_raw_flash(config.state_directory)) {
        directories.flash = std::make_unique<Directory>(config.state_directory + "/outbox");
    } else if (!by_itself && !config.outbox.flash_directory.empty()) {
        directories.flash = std::make_unique<Directory>(config.outbox.flash_directory);
    }
    return directories;
}

}  // namespace magpie::agent
