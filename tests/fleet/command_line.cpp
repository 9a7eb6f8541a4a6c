#include "tests/fleet/command_line.hpp"

#include <exception>

#include <boost/program_options.hpp>

namespace magpie::fleet {

namespace options = boost::program_options;

const char* const usage =
    "magpie-fleet --server tcp://HOST:PORT | ssl://HOST:PORT [OPTION...]\n"
    "A city of simulated poles that report to a broker; every node of it begins with sim-.\n"
    "\n"
    "  --ca FILE --certificate FILE --key FILE   for ssl://; one identity for all poles\n"
    "  --poles N            poles (200), at most 999999\n"
    "  --seed N             of the city, its values and its weather (1)\n"
    "  --interval N         seconds between two reports of a pole (10)\n"
    "  --series N           about how many series a pole has: 30 to 900 (120)\n"
    "  --sensors N          one pole in N has sensors on its mast, 34 series more (none)\n"
    "  --capture N          one pole in N has magpie-capture, some 100 series more (none)\n"
    "  --targets N          one pole in N asks targets whether they are reached, some 60 series more (none)\n"
    "  --speed X            time goes X times as fast (1); poles then do not know what time it is\n"
    "  --hour H             hour of the day in the city at the start, 0 to 24 (what it is in Seoul)\n"
    "  --connections N      MQTT connections at most (what the file limit allows); poles beyond share some\n"
    "  --fault KIND@STARTs+DURATIONs[:DISTRICT][#POLES]   can be repeated; the kinds are hub-cut, power-cut, rollout,\n"
    "                       heat, radar, radio-hang, network-stop, deauth-flood, wrong-passphrase, refusals,\n"
    "                       interference, bad-cable, clock-lost, card-dying, memory-leak, brownout;\n"
    "                       of sensors: sensor-silent, sensor-stuck, sensor-drift, door-open, mast-hit, mains-cut;\n"
    "                       with --capture: dhcp-silent, pool-exhausted, dns-slow, dns-failing, backbone-slow,\n"
    "                       crowded-air, evil-twin, capture-stopped;\n"
    "                       where blocks are verified: block-leaks\n"
    "  --weather            faults by chance, from the seed\n"
    "  --reconnect-storm AT+WITHIN   after AT seconds all connections end; each pole comes back within WITHIN more\n"
    "  --orders DIRECTORY   poles follow orders that are signed under --ca, and keep them there; one in twenty "
    "refuses\n"
    "  --seconds N          ends after so many (else with SIGINT or SIGTERM)\n";

namespace {

std::string problem_of(const CommandLine& line) {
    if (line.server.empty()) {
        return "--server is missing";
    }
    if (line.server.starts_with("ssl") && line.tls.ca_file.empty()) {
        return "ssl:// needs --ca";
    }
    if (line.tls.certificate_file.empty() != line.tls.key_file.empty()) {
        return "--certificate and --key go together";
    }
    if (!line.orders.empty() && line.tls.ca_file.empty()) {
        return "--orders needs --ca";
    }
    if (line.poles < 1 || line.poles > 999'999) {
        return "--poles must be 1 to 999999";
    }
    if (line.interval < std::chrono::seconds(1) || line.interval > std::chrono::seconds(3600)) {
        return "--interval must be 1 to 3600";
    }
    if (line.series < 30 || line.series > 900) {
        return "--series must be 30 to 900";
    }
    if (!(line.speed >= 0.1 && line.speed <= 1000)) {
        return "--speed must be 0.1 to 1000";
    }
    if (line.hour && !(*line.hour >= 0 && *line.hour < 24)) {
        return "--hour must be 0 to below 24";
    }
    return {};
}

}  // namespace

tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv) {
    CommandLine line;
    std::vector<std::string> faults;
    std::string storm;
    std::uint32_t interval = 10;
    std::uint32_t seconds = 0;
    double hour = 0;
    options::options_description known;
    known.add_options()("help", "")("server", options::value(&line.server))("ca", options::value(&line.tls.ca_file))(
        "certificate", options::value(&line.tls.certificate_file))("key", options::value(&line.tls.key_file))(
        "poles", options::value(&line.poles))("seed", options::value(&line.seed))(
        "interval", options::value(&interval))("series", options::value(&line.series))(
        "sensors", options::value(&line.sensors))("capture", options::value(&line.capture))(
        "targets", options::value(&line.targets))("speed", options::value(&line.speed))("hour", options::value(&hour))(
        "connections", options::value(&line.connections))("fault", options::value(&faults))("weather", "")(
        "reconnect-storm", options::value(&storm))("orders", options::value(&line.orders))("seconds",
                                                                                           options::value(&seconds));
    options::variables_map given;
    try {
        options::store(options::command_line_parser(argc, argv).options(known).run(), given);
        options::notify(given);
    } catch (const std::exception& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    line.interval = std::chrono::seconds(interval);
    line.help = given.count("help") != 0;
    line.weather = given.count("weather") != 0;
    if (given.count("seconds") != 0) {
        line.seconds = seconds;
    }
    if (given.count("hour") != 0) {
        line.hour = hour;
    }
    for (const auto& text : faults) {
        auto fault = parse_fault(text);
        if (!fault) {
            return tl::unexpected(fault.error());
        }
        line.faults.push_back(std::move(*fault));
    }
    if (given.count("reconnect-storm") != 0) {
        const auto parsed = parse_storm(storm);
        if (!parsed) {
            return tl::unexpected(parsed.error());
        }
        line.storm = *parsed;
    }
    if (auto problem = problem_of(line); !line.help && !problem.empty()) {
        return tl::unexpected(std::move(problem));
    }
    return line;
}

}  // namespace magpie::fleet
