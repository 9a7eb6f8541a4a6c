#include "collector/app/command_line.hpp"

#include <cstdio>
#include <exception>

#include <boost/program_options.hpp>

#include "collector/app/store_connections.hpp"
#include "platform/config/reader.hpp"
#include "platform/tls/identity.hpp"

namespace magpie::collector {

namespace options = boost::program_options;

namespace {

constexpr const char* usage =
    "magpie-collector hears the nodes of a city over MQTT and shows their metrics to Prometheus.\n"
    "\n"
    "  magpie-collector [--config FILE]                 run, in the foreground (default /etc/magpie/collector.toml)\n"
    "  magpie-collector [--config FILE] --check-config  say what is wrong with the configuration and exit\n"
    "  magpie-collector --version | --help\n";

void say(const std::string& sentence) {
    std::fprintf(stderr, "magpie-collector: %s\n", sentence.c_str());
}

}  // namespace

tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv) {
    CommandLine line;
    options::options_description known;
    known.add_options()("config", options::value(&line.config_file))("check-config", "")("version", "")("help", "");
    options::variables_map given;
    try {
        options::store(options::command_line_parser(argc, argv).options(known).positional({}).run(), given);
        options::notify(given);
    } catch (const std::exception& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    line.command = given.count("help") != 0           ? Command::help
                   : given.count("version") != 0      ? Command::version
                   : given.count("check-config") != 0 ? Command::check_config
                                                      : Command::run;
    return line;
}

tl::expected<Config, int> start(int argc, const char* const* argv, const Now& now) {
    const auto line = parse_command_line(argc, argv);
    if (!line) {
        say(line.error());
        std::fputs(usage, stderr);
        return tl::unexpected(2);
    }
    if (line->command == Command::help || line->command == Command::version) {
        std::fputs(line->command == Command::version ? "magpie-collector " MAGPIE_VERSION "\n" : usage, stdout);
        return tl::unexpected(0);
    }
    const auto text = config::load(line->config_file);
    if (!text) {
        say(text.error());
        return tl::unexpected(1);
    }
    auto config = parse_config(*text, line->config_file);
    if (!config) {
        for (const auto& problem : config.error()) {
            say(problem);
        }
        return tl::unexpected(1);
    }
    if (!config->session.tls.certificate_file.empty()) {
        const auto identity = tls::read_identity(config->session.tls, now);
        const auto problem = identity ? identity->warning : identity.error();
        if (!problem.empty()) {
            say(problem);
        }
        if (!identity || (line->command == Command::check_config && !problem.empty())) {
            return tl::unexpected(1);
        }
    }
    if (line->command == Command::check_config) {
        if (const auto credentials = store_credentials(*config); !credentials) {
            say(credentials.error());
            return tl::unexpected(1);
        }
        std::printf("%s: good\n", line->config_file.c_str());
        return tl::unexpected(0);
    }
    return std::move(*config);
}

}  // namespace magpie::collector
