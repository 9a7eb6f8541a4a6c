#include "collector/app/command_line.hpp"

#include <utility>

#include <cstdio>
#include <exception>
#include <string_view>

#include <boost/program_options.hpp>

#include "collector/access/access.hpp"
#include "collector/access/token.hpp"
#include "collector/access/tokens_file.hpp"
#include "collector/app/page_call.hpp"
#include "collector/app/store_connections.hpp"
#include "collector/identity/certificate_ends.hpp"
#include "platform/config/reader.hpp"
#include "platform/http/credentials.hpp"
#include "platform/tls/identity.hpp"
#include "platform/tls/revocation_list.hpp"

namespace magpie::collector {

namespace options = boost::program_options;

namespace {

constexpr const char* usage =
    "magpie-collector hears the nodes of a city over MQTT and shows their metrics to Prometheus.\n"
    "\n"
    "  magpie-collector [--config FILE]                 run, in the foreground (default /etc/magpie/collector.toml)\n"
    "  magpie-collector [--config FILE] --check-config  say what is wrong with the configuration and exit\n"
    "  magpie-collector token NAME --scope network[,security][,command]\n"
    "                                                   make a token for the pages, and the line for http.tokens_file\n"
    "  magpie-collector order FILE --url URL [--url URL]... [--token-file FILE] [--ca-file FILE]\n"
    "                                                   hand a signed order to a collector, or to both of a pair\n"
    "  magpie-collector order withdraw NUMBER --url URL [--url URL]... [--token-file FILE] [--ca-file FILE]\n"
    "                                                   send it to no more nodes; those that follow it go on\n"
    "  magpie-collector orders --url URL [--url URL]... [--token-file FILE] [--ca-file FILE]\n"
    "                                                   show the orders that are held, and how far nodes are with "
    "them\n"
    "  magpie-collector quarantine --url URL [--url URL]... [--token-file FILE] [--ca-file FILE]\n"
    "                                                   show the nodes that are not heard for a while, and why\n"
    "  magpie-collector quarantine release NODE --url URL [--url URL]... [--token-file FILE] [--ca-file FILE]\n"
    "                                                   hear a node that is mended again\n"
    "  magpie-collector --version | --help\n";

tl::expected<CommandLine, std::string> parse_token_command(int argc, const char* const* argv) {
    CommandLine line{.command = Command::token,
                     .config_file = {},
                     .token_name = {},
                     .token_scopes = {},
                     .call = {},
                     .quarantine = {}};
    std::string scopes;
    options::options_description known;
    known.add_options()("name", options::value(&line.token_name))("scope", options::value(&scopes));
    options::positional_options_description places;
    places.add("name", 1);
    options::variables_map given;
    try {
        options::store(options::command_line_parser(argc, argv).options(known).positional(places).run(), given);
        options::notify(given);
    } catch (const std::exception& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    if (!is_token_name(line.token_name)) {
        return tl::unexpected<std::string>("a token has a name: 1 to 64 of letters, digits and ._-");
    }
    const auto parsed = parse_scopes(scopes);
    if (!parsed) {
        return tl::unexpected<std::string>(
            "a token is for --scope network, security or command, or several with commas between");
    }
    line.token_scopes = *parsed;
    return line;
}

tl::expected<std::vector<http::Url>, std::string> parse_urls(const std::vector<std::string>& urls) {
    if (urls.empty()) {
        return tl::unexpected<std::string>("a collector is told by --url, like https://collector.example:9600");
    }
    std::vector<http::Url> all;
    for (const auto& url : urls) {
        auto parsed = http::parse_url(url);
        if (!parsed || parsed->target != "/") {
            return tl::unexpected("--url " + url + " must be like https://collector.example:9600");
        }
        all.push_back(std::move(*parsed));
    }
    return all;
}

tl::expected<CommandLine, std::string> parse_order_command(Command command, int argc, const char* const* argv) {
    CommandLine line{
        .command = command, .config_file = {}, .token_name = {}, .token_scopes = {}, .call = {}, .quarantine = {}};
    std::vector<std::string> urls;
    options::options_description known;
    known.add_options()("file", options::value(&line.call.file))("number", options::value(&line.call.number))(
        "url", options::value(&urls))("token-file", options::value(&line.call.token_file))(
        "ca-file", options::value(&line.call.ca_file));
    options::positional_options_description places;
    places.add(command == Command::withdraw ? "number" : "file", command == Command::orders ? 0 : 1);
    options::variables_map given;
    try {
        options::store(options::command_line_parser(argc, argv).options(known).positional(places).run(), given);
        options::notify(given);
    } catch (const std::exception& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    if (line.call.file.empty() == (command == Command::order)) {
        return tl::unexpected<std::string>(line.call.file.empty() ? "an order is a FILE that a signer has made"
                                                                  : "only an order that is handed in is a FILE");
    }
    if ((line.call.number == 0) == (command == Command::withdraw)) {
        return tl::unexpected<std::string>("an order is withdrawn by its NUMBER, and only then");
    }
    auto parsed = parse_urls(urls);
    if (!parsed) {
        return tl::unexpected(std::move(parsed.error()));
    }
    line.call.urls = std::move(*parsed);
    return line;
}

tl::expected<CommandLine, std::string> parse_quarantine_command(Command command, int argc, const char* const* argv) {
    CommandLine line{
        .command = command, .config_file = {}, .token_name = {}, .token_scopes = {}, .call = {}, .quarantine = {}};
    auto& call = line.quarantine;
    std::vector<std::string> urls;
    options::options_description known;
    known.add_options()("node", options::value(&call.node))("url", options::value(&urls))(
        "token-file", options::value(&call.token_file))("ca-file", options::value(&call.ca_file));
    options::positional_options_description places;
    places.add("node", command == Command::release ? 1 : 0);
    options::variables_map given;
    try {
        options::store(options::command_line_parser(argc, argv).options(known).positional(places).run(), given);
        options::notify(given);
    } catch (const std::exception& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    if (call.node.empty() == (command == Command::release)) {
        return tl::unexpected<std::string>("a NODE is named to be released from quarantine, and only then");
    }
    auto parsed = parse_urls(urls);
    if (!parsed) {
        return tl::unexpected(std::move(parsed.error()));
    }
    call.urls = std::move(*parsed);
    return line;
}

/// What is to be kept goes to stdout, a line each; the rest is for who reads it.
int make_token(const CommandLine& line) {
    const auto token = fresh_token();
    if (token.empty()) {
        say("this system has no randomness to make a token of");
        return 1;
    }
    std::fputs("The token, which is shown this once; for Prometheus' credentials_file:\n", stderr);
    std::printf("%s\n", token.c_str());
    std::fflush(stdout);
    std::fputs("Its line in http.tokens_file:\n", stderr);
    const KnownToken known{.digest = digest_of(token), .scopes = line.token_scopes, .name = line.token_name};
    std::printf("%s\n", written(known).c_str());
    return 0;
}

/// Nothing, or why the pages should not be where they are.
std::string exposed(const Config& config) {
    const bool open = config.tokens_file.empty();
    const bool readable = config.http_certificate.certificate_file.empty();
    if (is_loopback(config.http.address) || !(open || readable)) {
        return {};
    }
    return "others can reach http.address " + config.http.address + ": " +
           (open ? "without tokens_file anybody may read every page" : "") + (open && readable ? ", and " : "") +
           (readable ? "without certificate_file what is read, and tokens, pass in the clear" : "");
}

/// Nothing, or what is wrong with a file that the pages need, or that they tell of.
std::string spoiled(const Config& config) {
    if (!config.http_certificate.certificate_file.empty()) {
        if (const auto read = http::read_server_credentials(config.http_certificate); !read) {
            return read.error();
        }
    }
    if (!config.tokens_file.empty()) {
        if (const auto read = read_tokens(config.tokens_file); !read) {
            return read.error();
        }
    }
    for (const auto& file : config.watched_certificates) {
        if (const auto end = end_of_file(file); !end) {
            return end.error();
        }
    }
    if (!config.orders_crl_file.empty()) {
        const auto list = tls::read_file(config.orders_crl_file).and_then(tls::revocation_list_in);
        if (!list) {
            return "orders.crl_file " + config.orders_crl_file + ": " + list.error();
        }
    }
    return {};
}

}  // namespace

tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv) {
    if (argc > 1 && std::string_view(argv[1]) == "token") {
        return parse_token_command(argc - 1, argv + 1);
    }
    if (argc > 2 && std::string_view(argv[1]) == "order" && std::string_view(argv[2]) == "withdraw") {
        return parse_order_command(Command::withdraw, argc - 2, argv + 2);
    }
    if (argc > 1 && std::string_view(argv[1]) == "quarantine") {
        const bool releases = argc > 2 && std::string_view(argv[2]) == "release";
        return releases ? parse_quarantine_command(Command::release, argc - 2, argv + 2)
                        : parse_quarantine_command(Command::quarantine, argc - 1, argv + 1);
    }
    for (const auto& [word, command] : {std::pair("order", Command::order), {"orders", Command::orders}}) {
        if (argc > 1 && std::string_view(argv[1]) == word) {
            return parse_order_command(command, argc - 1, argv + 1);
        }
    }
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
    if (line->command == Command::token) {
        return tl::unexpected(make_token(*line));
    }
    if (line->command == Command::order) {
        return tl::unexpected(hand_in(line->call));
    }
    if (line->command == Command::withdraw) {
        return tl::unexpected(withdraw(line->call));
    }
    if (line->command == Command::orders) {
        return tl::unexpected(show_orders(line->call));
    }
    if (line->command == Command::quarantine) {
        return tl::unexpected(show_quarantine(line->quarantine));
    }
    if (line->command == Command::release) {
        return tl::unexpected(release_from_quarantine(line->quarantine));
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
    if (const auto why = exposed(*config); !why.empty()) {
        say(why);
    }
    if (line->command == Command::check_config) {
        if (const auto credentials = store_credentials(*config); !credentials) {
            say(credentials.error());
            return tl::unexpected(1);
        }
        if (const auto why = spoiled(*config); !why.empty()) {
            say(why);
            return tl::unexpected(1);
        }
        std::printf("%s: good\n", line->config_file.c_str());
        return tl::unexpected(0);
    }
    return std::move(*config);
}

}  // namespace magpie::collector
