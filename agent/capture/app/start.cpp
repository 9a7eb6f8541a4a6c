#include "agent/capture/app/start.hpp"

#include <sys/socket.h>

#include <cstdio>
#include <iostream>
#include <utility>

#include "agent/capture/app/interface.hpp"
#include "agent/capture/read/read_file.hpp"
#include "platform/config/reader.hpp"
#include "platform/files/file.hpp"

namespace magpie::agent {

namespace {

void say(const std::string& sentence) {
    std::fprintf(stderr, "magpie-capture: %s\n", sentence.c_str());
}

}  // namespace

int answer_capture(const tl::expected<CaptureCommandLine, std::string>& line) {
    if (!line) {
        say(line.error());
        std::fputs(capture_usage, stderr);
        return 2;
    }
    if (line->command == CaptureCommand::read_json || line->command == CaptureCommand::read_summary) {
        const auto format = line->command == CaptureCommand::read_json ? ReadFormat::json : ReadFormat::summary;
        return read_file(line->captured_file, format, std::cout, std::cerr, line->ours);
    }
    const bool version = line->command == CaptureCommand::version;
    std::fputs(version ? "magpie-capture " MAGPIE_VERSION "\n" : capture_usage, stdout);
    return 0;
}

tl::expected<ServiceConfig, int> read_service_config(const CaptureCommandLine& line) {
    const auto text = config::load(line.config_file);
    if (!text) {
        return tl::unexpected(fail_capture(text.error()));
    }
    auto config = parse_service_config(*text, line.config_file);
    if (!config) {
        for (const auto& problem : config.error()) {
            say(problem);
        }
        return tl::unexpected(1);
    }
    if (line.command == CaptureCommand::check_config) {
        std::printf("%s: good\n", line.config_file.c_str());
        return tl::unexpected(0);
    }
    return std::move(*config);
}

std::vector<std::string> begin_listening(Opening& opening, Listening& listening) {
    const files::File any(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    std::vector<std::string> missing;
    for (auto& each : opening.interfaces()) {
        if (!each.source) {
            missing.push_back(each.interface);
        } else if (each.kind == capture::InterfaceKind::line) {
            listening.add_line(each.interface, std::move(each.source));
        } else if (each.client == nullptr) {
            listening.add_air(each.interface, std::move(each.source));
        } else {
            listening.add_client(each.interface, each.client->ssid, address_of(any.descriptor(), each.interface),
                                 std::move(each.source));
        }
    }
    return missing;
}

int fail_capture(const std::string& sentence) {
    say(sentence);
    return 1;
}

}  // namespace magpie::agent
