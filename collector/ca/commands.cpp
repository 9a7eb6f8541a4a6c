#include "collector/ca/commands.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <utility>

#include <tl/expected.hpp>

#include "collector/ca/authority.hpp"
#include "collector/ca/broker_config.hpp"
#include "collector/ca/broker_directory.hpp"
#include "collector/ca/command_line.hpp"
#include "collector/ca/handover_command.hpp"
#include "collector/ca/image_command.hpp"
#include "collector/ca/label_command.hpp"
#include "collector/ca/name.hpp"
#include "collector/ca/order_command.hpp"
#include "collector/ca/page_token_command.hpp"
#include "collector/ca/running_broker.hpp"
#include "collector/ca/serve.hpp"
#include "platform/files/files.hpp"
#include "platform/log/log.hpp"
#include "platform/mqtt/server_address.hpp"
#include "wire/sparkplug/topic.hpp"
#include "wire/text.hpp"

namespace magpie::collector::ca {
namespace {

using std::chrono::days;

constexpr const char* usage =
    "magpie-ca makes and revokes the certificates of a city's collector, broker and poles. Its directory DIR is a "
    "secret.\n"
    "\n"
    "  magpie-ca init DIR --city NAME\n"
    "  magpie-ca issue DIR broker HOST... [--days 365] [--out .]\n"
    "  magpie-ca issue DIR collector [a|b] [--days 365] [--out .]\n"
    "                                        the only one, or one of a pair\n"
    "  magpie-ca issue DIR node NODE      [--days 90] [--out .]\n"
    "  magpie-ca issue DIR signer NAME    [--days 90] [--out .]\n"
    "                                        somebody whose orders the nodes follow\n"
    "  magpie-ca broker-config DIR --out BROKER [--port 8883] [--address IP] [--kick-port 1884] [--user mosquitto]\n"
    "                                        mosquitto's configuration and ACL, for the directory of the broker\n"
    "  magpie-ca handover DIR NODE --area AREA --server ssl://HOST:PORT... --out FILE.tar [--days 90] [--at "
    "/etc/magpie]\n"
    "                                        everything a new pole needs, in one file\n"
    "                   [--qr] [--svg FILE.svg]  which a code opens that is drawn here, or as a picture: QR\n"
    "  magpie-ca revoke DIR NODE [--why TEXT] [--broker BROKER]\n"
    "                                        all its certificates; with the broker's directory its session ends, too\n"
    "  magpie-ca kick BROKER NODE            ends a session, on the broker's machine\n"
    "  magpie-ca crl DIR [--broker BROKER]   a new list of what is revoked, valid for 7 days: every day\n"
    "  magpie-ca list DIR                    who has what until when; what ends within 30 days comes first\n"
    "  magpie-ca renew DIR REQUEST [--days 90]  answers a pole's request (a file) on stdout\n"
    "  magpie-ca serve DIR --server ssl://HOST:PORT [--broker BROKER] [--days 90]\n"
    "                                        answers the poles' requests over the broker, and writes the CRL each day\n"
    "  magpie-ca prolong DIR [--root-key FILE]  the issuing certificate for two more years\n"
    "  magpie-ca order FILE.toml --signer-certificate FILE --signer-key FILE --out FILE.order\n"
    "                                        signs an order for nodes; needs no DIR\n"
    "  magpie-ca order --show FILE.order     what stands in one\n"
    "  magpie-ca image --board NAME --version N.N --slot-a FILE --slot-b FILE\n"
    "                  --signer-certificate FILE --signer-key FILE --out FILE\n"
    "                                        signs firmware of sensor nodes; needs no DIR\n"
    "  magpie-ca image --show FILE           what stands in one\n"
    "  magpie-ca page-token --area AREA --node NODE|--whole-area --name WHO [--hours 8] [--qr] [--svg FILE.svg]\n"
    "                  --signer-certificate FILE --signer-key FILE\n"
    "                                        lets somebody see the page of a pole; needs no DIR\n"
    "  magpie-ca label --area AREA --node NODE [--serial TEXT] --ca FILE --out FILE.svg\n"
    "                                        the sign on a pole, with a QR code; FILE is the city's ca.crt\n"
    "  magpie-ca --version | --help\n";

constexpr unsigned most_days = 730;
constexpr unsigned node_days = 90;
constexpr unsigned program_days = 365;

std::vector<Shape> shapes() {
    constexpr std::size_t many = 64;
    return {
        {"init", 1, 1, {"city"}, {"city"}},
        {"issue", 2, many, {"days", "out"}, {}},
        {"broker-config", 1, 1, {"out", "port", "address", "kick-port", "user"}, {"out"}},
        {"handover", 2, 2, {"area", "server", "out", "days", "at", "svg"}, {"area", "server", "out"}, {"qr"}},
        {"revoke", 2, 2, {"why", "broker"}, {}},
        {"kick", 2, 2, {}, {}},
        {"crl", 1, 1, {"broker"}, {}},
        {"list", 1, 1, {}, {}},
        {"renew", 2, 2, {"days"}, {}},
        {"serve", 1, 1, {"server", "broker", "days"}, {"server"}},
        {"prolong", 1, 1, {"root-key"}, {}},
        {"order", 0, 1, {"signer-certificate", "signer-key", "out", "show"}, {}},
        {"image",
         0,
         0,
         {"board", "version", "slot-a", "slot-b", "signer-certificate", "signer-key", "out", "show"},
         {}},
        {"page-token",
         0,
         0,
         {"area", "node", "name", "hours", "svg", "signer-certificate", "signer-key"},
         {"area", "name", "signer-certificate", "signer-key"},
         {"qr", "whole-area"}},
        {"label", 0, 0, {"area", "node", "serial", "ca", "out"}, {"area", "node", "ca", "out"}},
    };
}

/// What to say when it is done.
using Result = tl::expected<std::string, std::string>;

tl::unexpected<std::string> wrong(std::string why) {
    return tl::unexpected(std::move(why));
}

Result init(const Call& call, UtcMs now) {
    const auto& directory = call.places[0];
    return Authority::create(directory, *call.option("city"), now).map([&directory] {
        return directory + " is the CA now. Back it up where only you can read it.\n" + directory +
               "/root.key is needed every two years alone (prolong): it may be taken off-line.\n" +
               "Next: magpie-ca issue " + directory + " broker HOST --out BROKER\n";
    });
}

tl::expected<Order, std::string> order_of(const Call& call) {
    const auto& usage_word = call.places[1];
    const bool node = usage_word == "node" || usage_word == "signer";  // of many, each with a name
    const auto lasts = number_of(call, "days", node ? node_days : program_days, most_days);
    if (!lasts) {
        return wrong(lasts.error());
    }
    Order order{usage_word, node ? std::string() : usage_word, {}, days(*lasts)};
    const std::size_t further = call.places.size() - 2;
    if (node && further == 1) {
        order.name = call.places[2];
    } else if (usage_word == "broker" && further > 0) {
        order.hosts.assign(call.places.begin() + 2, call.places.end());
    } else if (usage_word == "collector" && further == 1 && (call.places[2] == "a" || call.places[2] == "b")) {
        order.name += "-" + call.places[2];
    } else if (usage_word != "collector" || further > 0) {
        return wrong(
            "`issue` is for `broker HOST...`, `collector`, `collector a`, `collector b`, `node NODE` or `signer "
            "NAME`");
    }
    return order;
}

Result issue(const Call& call, UtcMs now) {
    const auto order = order_of(call);
    auto authority = order ? Authority::open(call.places[0]) : wrong(order.error());
    if (!authority) {
        return wrong(authority.error());
    }
    const auto out = call.option("out", ".");
    if (const auto made = files::make_directory(out); !made) {
        return wrong(made.error());
    }
    const auto issued = authority->issue(*order, now);
    if (!issued) {
        return wrong(issued.error());
    }
    const auto path = out + "/" + order->name;
    return files::write_file(path + ".key", issued->key, files::for_us_alone)
        .and_then([&] { return files::write_file(path + ".crt", issued->certificate, files::for_all_to_read); })
        .and_then([&] { return files::write_file(out + "/ca.crt", authority->root_pem(), files::for_all_to_read); })
        .map([&] {
            return path + ".crt, " + path + ".key and " + out + "/ca.crt are valid until " +
                   tls::written(issued->until) + ".\n" + shortened(*authority, *issued);
        });
}

/// Takes a CRL to the broker, if one is named, and says what became of it.
Deliver to_broker(const std::optional<std::string>& broker, std::string& said) {
    if (!broker) {
        return {};
    }
    return [broker = *broker, &said](const std::string& crl) {
        return install_crl(broker, crl).map([&](bool runs) {
            said = runs ? "The broker reads it now.\n"
                        : "No broker runs from " + broker + "; it will read it when it starts.\n";
        });
    };
}

Result kick_out(const std::string& broker, const std::string& node) {
    if (!sparkplug::is_magpie_id(node)) {
        return wrong("`" + escaped(node) + "` is no name of a node");
    }
    const auto text = tls::read_file(broker + kick_file);
    const auto access = text ? parse_kick(*text) : wrong(text.error());
    const auto back = access ? kick(*access, node) : wrong(access.error());
    if (!back) {
        return wrong(back.error());
    }
    return node + " has no session at the broker" +
           (*back == 0 ? "." : "; it came back " + std::to_string(*back) + " times.") + "\n";
}

Result revoke(const Call& call, UtcMs now) {
    const auto& node = call.places[1];
    const auto broker = call.option("broker");
    std::string said;
    auto authority = Authority::open(call.places[0]);
    const auto count = authority ? authority->revoke(node, call.option("why", ""), now, to_broker(broker, said))
                                 : wrong(authority.error());
    if (!count) {
        return wrong(count.error());
    }
    const auto done = "Revoked: " + std::to_string(*count) + " certificates of " + node + ", and " + call.places[0] +
                      "/crl.pem is new.\n" + said;
    if (!broker) {
        return done + "Bring it to the broker, have it read (SIGHUP), and there: magpie-ca kick BROKER " + node + "\n";
    }
    const auto kicked = kick_out(*broker, node);
    return kicked ? Result(done + *kicked) : wrong(done + kicked.error());
}

Result new_crl(const Call& call, UtcMs now) {
    std::string said;
    auto authority = Authority::open(call.places[0]);
    const auto list =
        authority ? authority->crl(now, to_broker(call.option("broker"), said)) : wrong(authority.error());
    return list ? Result(call.places[0] + "/crl.pem is valid until " + tls::written(now + crl_lasts) + ".\n" + said)
                : wrong(list.error());
}

std::string row(const std::array<std::string, 5>& cells) {
    std::array<char, 512> line{};
    std::snprintf(line.data(), line.size(), "%-32s  %-9s  %-32s  %-20s  %s", cells[0].c_str(), cells[1].c_str(),
                  cells[2].c_str(), cells[3].c_str(), cells[4].c_str());
    return std::string(line.data()) + "\n";
}

Result list(const Call& call, UtcMs now) {
    auto authority = Authority::open(call.places[0]);
    const auto entries = authority ? authority->list(now) : wrong(authority.error());
    if (!entries) {
        return wrong(entries.error());
    }
    std::string table = row({"NAME", "USAGE", "SERIAL", "UNTIL", "STATE"});
    for (const auto& entry : *entries) {
        const auto state = entry.revoked ? "revoked " + tls::written(*entry.revoked) +
                                               (entry.why.empty() ? "" : ": " + escaped(entry.why))
                           : entry.until <= now       ? "expired"
                           : expires_soon(entry, now) ? "expires soon"
                                                      : "good";
        table += row({entry.name, entry.usage, entry.serial, tls::written(entry.until), state});
    }
    return table;
}

Result renew(const Call& call, UtcMs now) {
    const auto lasts = number_of(call, "days", node_days, most_days);
    auto authority = lasts ? Authority::open(call.places[0]) : wrong(lasts.error());
    const auto request = authority ? tls::read_file(call.places[1]) : wrong(authority.error());
    if (!request) {
        return wrong(request.error());
    }
    const auto issued = authority->renew(*request, days(*lasts), "", now);
    return issued ? Result(issued->certificate)
                  : wrong("refused, " + std::string(word(issued.error().reason)) + ": " + issued.error().sentence);
}

Result prolong(const Call& call, UtcMs now) {
    auto authority = Authority::open(call.places[0]);
    const auto done = authority ? authority->prolong(call.option("root-key", call.places[0] + "/root.key"), now)
                                : wrong(authority.error());
    return done ? Result("The issuing certificate is valid until " + tls::written(authority->issuing_until()) +
                         ". What is issued from now on may last as long.\n"
                         "Start `magpie-ca serve` anew, if it runs.\n")
                : wrong(done.error());
}

std::string user_here() {
    const passwd* known = ::getpwuid(::geteuid());
    return ::geteuid() == 0 ? "mosquitto" : known != nullptr ? known->pw_name : "";
}

Result broker_config(const Call& call, UtcMs now) {
    const auto port = number_of(call, "port", 8883, 65535);
    const auto kick_port = number_of(call, "kick-port", 1884, 65535);
    if (!port || !kick_port) {
        return wrong(!port ? port.error() : kick_port.error());
    }
    const auto address = call.option("address", "");
    if (!address.empty() && !is_address(address)) {
        return wrong("`" + escaped(address) + "` is no address");
    }
    const BrokerSettings settings{std::filesystem::absolute(*call.option("out")).lexically_normal().string(),
                                  call.option("user", user_here()), address, static_cast<std::uint16_t>(*port),
                                  static_cast<std::uint16_t>(*kick_port)};
    auto authority = Authority::open(call.places[0]);
    const auto written = authority ? write_broker_directory(*authority, settings, now) : wrong(authority.error());
    return written ? Result("mosquitto -c " + settings.directory + config_file + " is the broker, run as " +
                            settings.user + ".\n")
                   : wrong(written.error());
}

int tell(const Result& result) {
    if (result) {
        std::fputs(result->c_str(), stdout);
        return 0;
    }
    std::fprintf(stderr, "magpie-ca: %s\n", result.error().c_str());
    return 1;
}

int serve_city(const Call& call, const platform::Clock& clock) {
    const auto lasts = number_of(call, "days", node_days, most_days);
    const auto address = mqtt::parse_server(*call.option("server"));
    if (!lasts || !address || !address->tls) {
        return tell(wrong(!lasts     ? lasts.error()
                          : !address ? "--server " + address.error()
                                     : "--server must be ssl://host:port"));
    }
    auto authority = Authority::open(call.places[0]);
    if (!authority) {
        return tell(wrong(authority.error()));
    }
    const log::Log log;
    return serve(*authority, {*call.option("server"), call.option("broker", ""), days(*lasts)}, clock, log);
}

}  // namespace

int run(const std::vector<std::string>& words, const platform::Clock& clock) {
    if (words.size() == 1 && (words[0] == "--help" || words[0] == "--version")) {
        std::fputs(words[0] == "--help" ? usage : "magpie-ca " MAGPIE_VERSION "\n", stdout);
        return 0;
    }
    const auto call = parse_call(words, shapes());
    if (!call) {
        std::fprintf(stderr, "magpie-ca: %s\n%s", call.error().c_str(), usage);
        return 2;
    }
    ::umask(077);
    if (call->command == "serve") {
        return serve_city(*call, clock);
    }
    if (call->command == "kick") {
        return tell(kick_out(call->places[0], call->places[1]));
    }
    using Command = Result (*)(const Call&, UtcMs);
    constexpr std::array<std::pair<std::string_view, Command>, 13> commands{{{"init", init},
                                                                             {"issue", issue},
                                                                             {"broker-config", broker_config},
                                                                             {"handover", handover_command},
                                                                             {"revoke", revoke},
                                                                             {"crl", new_crl},
                                                                             {"list", list},
                                                                             {"renew", renew},
                                                                             {"prolong", prolong},
                                                                             {"order", order_command},
                                                                             {"image", image_command},
                                                                             {"page-token", page_token_command},
                                                                             {"label", label_command}}};
    for (const auto& [name, command] : commands) {
        if (name == call->command) {
            return tell(command(*call, clock.now().wall));
        }
    }
    return 2;
}

}  // namespace magpie::collector::ca
