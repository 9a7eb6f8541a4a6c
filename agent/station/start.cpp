#include "agent/station/start.hpp"

#include <cstdio>
#include <string_view>
#include <utility>

#include "platform/config/reader.hpp"

namespace magpie::agent {

tl::expected<StationCommandLine, std::string> parse_station_command_line(int argc, const char* const* argv) {
    StationCommandLine line;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--help") {
            line.command = StationCommand::help;
        } else if (word == "--version") {
            line.command = StationCommand::version;
        } else if (word == "--check-config") {
            line.command = StationCommand::check_config;
        } else if (word == "--config" && i + 1 < argc) {
            line.config_file = argv[++i];
        } else {
            return tl::unexpected("'" + std::string(word) + "' is not understood, or lacks its value");
        }
    }
    return line;
}

tl::expected<StationConfig, int> begin_station(int argc, const char* const* argv) {
    const auto line = parse_station_command_line(argc, argv);
    if (!line) {
        (void)fail_station(line.error());
        std::fputs(station_usage, stderr);
        return tl::unexpected(2);
    }
    if (line->command == StationCommand::help || line->command == StationCommand::version) {
        const bool version = line->command == StationCommand::version;
        std::fputs(version ? "magpie-station " MAGPIE_VERSION "\n" : station_usage, stdout);
        return tl::unexpected(0);
    }
    const auto text = config::load(line->config_file);
    if (!text) {
        return tl::unexpected(fail_station(text.error()));
    }
    auto config = parse_station_config(*text, line->config_file);
    if (!config) {
        for (const auto& problem : config.error()) {
            (void)fail_station(problem);
        }
        return tl::unexpected(1);
    }
    if (line->command == StationCommand::check_config) {
        std::printf("%s: good\n", line->config_file.c_str());
        return tl::unexpected(0);
    }
    return std::move(*config);
}

int fail_station(const std::string& sentence) {
    std::fprintf(stderr, "magpie-station: %s\n", sentence.c_str());
    return 1;
}

}  // namespace magpie::agent
