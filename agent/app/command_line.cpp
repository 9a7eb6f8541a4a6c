#include "agent/app/command_line.hpp"

#include <exception>

#include <boost/program_options.hpp>

namespace magpie::agent {

namespace options = boost::program_options;

tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv) {
    CommandLine line;
    std::string verb;
    options::options_description known;
    known.add_options()("config", options::value(&line.config_file))("check-config", "")("json", "")("version", "")(
        "help", "")("count", options::value(&line.count))("verb", options::value(&verb))("word",
                                                                                         options::value(&line.words));
    options::positional_options_description positional;
    positional.add("verb", 1).add("word", -1);
    options::variables_map given;
    try {
        options::store(options::command_line_parser(argc, argv).options(known).positional(positional).run(), given);
        options::notify(given);
    } catch (const std::exception& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    line.json = given.count("json") != 0;
    if (given.count("help") != 0) {
        line.command = Command::help;
    } else if (given.count("version") != 0) {
        line.command = Command::version;
    } else if (verb == "sample") {
        line.command = Command::sample;
    } else if (verb == "probe") {
        line.command = Command::probe;
    } else if (!verb.empty()) {
        return tl::unexpected("there is no command '" + verb + "'");
    } else if (given.count("check-config") != 0) {
        line.command = Command::check_config;
    }
    if (line.json && line.command != Command::sample && line.command != Command::probe) {
        return tl::unexpected(std::string("--json goes with sample and probe"));
    }
    if ((given.count("count") != 0 || !line.words.empty()) && line.command != Command::probe) {
        return tl::unexpected(line.words.empty() ? std::string("--count goes with probe")
                                                 : "there is no use for '" + line.words.front() + "'");
    }
    return line;
}

}  // namespace magpie::agent
