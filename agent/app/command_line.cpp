#include "agent/app/command_line.hpp"

#include <exception>
#include <string_view>

#include <boost/program_options.hpp>

namespace magpie::agent {

namespace options = boost::program_options;

namespace {

/// A technician has no patience for two words: the program under another name (a link to it) is the command.
bool is_called_pole_check(int argc, const char* const* argv) {
    const std::string_view path = argc > 0 ? argv[0] : "";
    return path.substr(path.rfind('/') + 1) == "pole-check";
}

void take_check(const options::variables_map& given, CommandLine& line) {
    const auto is = [&](const char* name) { return given.count(name) != 0; };
    line.check.json = line.json;
    line.check.progress = is("progress");
    line.check.plain = is("plain");
    line.check.compare = is("compare");
    line.check.accept = is("accept");
}

/// A sentence where an option of the check stands with something else, or without what it needs.
std::string misuse_of_check(const CommandLine& line) {
    const auto& check = line.check;
    const bool some = check.progress || check.plain || check.compare || check.accept || !check.language.empty();
    if (some && line.command != Command::check) {
        return "--progress, --plain, --lang, --compare and --accept go with check";
    }
    if (check.progress && !check.json) {
        return "--progress goes with --json";
    }
    if (!check.language.empty() && check.language != "en" && check.language != "ko") {
        return "--lang is en or ko";
    }
    return {};
}

}  // namespace

tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv) {
    CommandLine line;
    std::string verb;
    options::options_description known;
    known.add_options()("config", options::value(&line.config_file))("check-config", "")("json", "")("version", "")(
        "help", "")("progress", "")("plain", "")("compare", "")("accept", "")(
        "lang", options::value(&line.check.language))("count", options::value(&line.count))(
        "verb", options::value(&verb))("word", options::value(&line.words));
    add_stamp_options(known);
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
    take_check(given, line);
    if (is_called_pole_check(argc, argv) && verb.empty()) {
        verb = "check";
    }
    std::vector<std::string> words{verb};
    words.insert(words.end(), line.words.begin(), line.words.end());
    if (is_stamp_command(words)) {
        line.command = Command::stamp;
        if (auto misuse = misuse_of_check(line); !misuse.empty()) {
            return tl::unexpected(std::move(misuse));
        }
        line.stamp = read_stamp_command(given, words);
        return line;
    }
    if (const auto stray = stamp_option_in(given)) {
        return tl::unexpected("--" + *stray + " goes with probe stamp or reflect");
    }
    if (given.count("help") != 0) {
        line.command = Command::help;
    } else if (given.count("version") != 0) {
        line.command = Command::version;
    } else if (verb == "sample") {
        line.command = Command::sample;
    } else if (verb == "check") {
        line.command = Command::check;
    } else if (verb == "probe") {
        line.command = Command::probe;
    } else if (!verb.empty()) {
        return tl::unexpected("there is no command '" + verb + "'");
    } else if (given.count("check-config") != 0) {
        line.command = Command::check_config;
    }
    if (line.json && line.command != Command::sample && line.command != Command::probe &&
        line.command != Command::check) {
        return tl::unexpected(std::string("--json goes with sample, check and probe"));
    }
    if (auto misuse = misuse_of_check(line); !misuse.empty()) {
        return tl::unexpected(std::move(misuse));
    }
    if ((given.count("count") != 0 || !line.words.empty()) && line.command != Command::probe) {
        return tl::unexpected(line.words.empty() ? std::string("--count goes with probe")
                                                 : "there is no use for '" + line.words.front() + "'");
    }
    return line;
}

}  // namespace magpie::agent
