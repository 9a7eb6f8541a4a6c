#include "agent/capture/app/command_line.hpp"

#include <exception>
#include <utility>
#include <vector>

#include <boost/program_options.hpp>

namespace magpie::agent {

namespace options = boost::program_options;

tl::expected<CaptureCommandLine, std::string> parse_capture_command_line(int argc, const char* const* argv) {
    CaptureCommandLine line;
    std::vector<std::string> networks;
    std::vector<std::string> access_points;
    std::vector<std::string> resolvers;
    options::options_description known;
    known.add_options()("config", options::value(&line.config_file))("check-config", "")(
        "read", options::value(&line.captured_file))("json", "")("summary", "")("own", options::value(&networks))(
        "bssid", options::value(&access_points))("resolver", options::value(&resolvers))("version", "")("help", "");
    options::variables_map given;
    try {
        options::store(options::command_line_parser(argc, argv).options(known).positional({}).run(), given);
        options::notify(given);
    } catch (const std::exception& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    const bool json = given.count("json") != 0;
    const bool summary = given.count("summary") != 0;
    if (given.count("help") != 0) {
        line.command = CaptureCommand::help;
    } else if (given.count("version") != 0) {
        line.command = CaptureCommand::version;
    } else if (given.count("read") != 0) {
        if (json == summary) {
            return tl::unexpected(std::string("--read wants either --json or --summary"));
        }
        line.command = json ? CaptureCommand::read_json : CaptureCommand::read_summary;
        auto ours = parse_ours(networks, access_points, resolvers);
        if (!ours) {
            return tl::unexpected(ours.error());
        }
        line.ours = std::move(*ours);
    } else if (json || summary) {
        return tl::unexpected(std::string("--json and --summary go with --read"));
    } else if (given.count("check-config") != 0) {
        line.command = CaptureCommand::check_config;
    }
    if (line.command != CaptureCommand::read_summary &&
        !(networks.empty() && access_points.empty() && resolvers.empty())) {
        return tl::unexpected(std::string("--own, --bssid and --resolver go with --read and --summary"));
    }
    return line;
}

}  // namespace magpie::agent
