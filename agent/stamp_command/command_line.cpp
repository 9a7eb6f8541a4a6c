#include "agent/stamp_command/command_line.hpp"

#include <netdb.h>

#include <charconv>
#include <chrono>
#include <cstring>
#include <exception>
#include <string_view>

#include <boost/program_options.hpp>

#include "agent/stamp/session_filter.hpp"
#include "platform/config/reader.hpp"

namespace magpie::agent {

namespace options = boost::program_options;

namespace {

using Problem = std::string;

constexpr std::uint64_t most_packets = 1'000'000;
constexpr std::uint32_t most_milliseconds = 3'600'000;
constexpr std::uint32_t most_burst = 1000;

tl::expected<std::uint64_t, Problem> number(std::string_view what, const std::string& text, std::uint64_t least,
                                            std::uint64_t most) {
    std::uint64_t value = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc() || end != text.data() + text.size() || value < least || value > most) {
        return tl::unexpected(std::string(what) + " is a number from " + std::to_string(least) + " to " +
                              std::to_string(most) + ", and not '" + text + "'");
    }
    return value;
}

tl::expected<stamp::Key, Problem> key_of_file(const std::string& file) {
    const auto text = config::load(file);
    if (!text) {
        return tl::unexpected(text.error());
    }
    return stamp::Key::from_hexadecimal(*text).map_error([&](const Problem& why) { return file + ": " + why; });
}

/// PEER[,SSID[,KEYFILE]]
tl::expected<stamp::Provision, Problem> provision_of(const std::string& text) {
    stamp::Provision provision;
    const auto comma = text.find(',');
    const auto address = address_of(text.substr(0, comma));
    if (!address) {
        return tl::unexpected(address.error());
    }
    provision.peer = *address;
    if (comma == text.npos) {
        return provision;
    }
    const auto rest = text.substr(comma + 1);
    const auto second = rest.find(',');
    const auto ssid = number("a session id", rest.substr(0, second), 0, 0xffff);
    if (!ssid) {
        return tl::unexpected(ssid.error());
    }
    provision.ssid = static_cast<std::uint16_t>(*ssid);
    if (second != rest.npos) {
        const auto key = key_of_file(rest.substr(second + 1));
        if (!key) {
            return tl::unexpected(key.error());
        }
        provision.key = *key;
    }
    return provision;
}

/// An address as it is; a name as the resolver says first.
tl::expected<Endpoint, Problem> peer_of(const std::string& text) {
    if (auto endpoint = endpoint_of(text, stamp::default_port)) {
        return endpoint;
    }
    const auto colon = text.rfind(':');
    const auto host = text.substr(0, colon);
    std::uint64_t port = stamp::default_port;
    if (colon != text.npos) {
        const auto given = number("a port", text.substr(colon + 1), 1, 0xffff);
        if (!given) {
            return tl::unexpected(given.error());
        }
        port = *given;
    }
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    const int failure = ::getaddrinfo(host.c_str(), nullptr, &wanted, &found);
    if (failure != 0) {
        return tl::unexpected(host + ": " + ::gai_strerror(failure));
    }
    char numbers[NI_MAXHOST] = "";
    ::getnameinfo(found->ai_addr, found->ai_addrlen, numbers, sizeof numbers, nullptr, 0, NI_NUMERICHOST);
    ::freeaddrinfo(found);
    return address_of(numbers).map([&](const Address& address) {
        return Endpoint{address, static_cast<std::uint16_t>(port)};
    });
}

tl::expected<options::variables_map, Problem> parsed(const options::options_description& known, int argc,
                                                     const char* const* argv) {
    options::positional_options_description positional;
    positional.add("word", -1);
    options::variables_map given;
    try {
        options::store(options::command_line_parser(argc, argv).options(known).positional(positional).run(), given);
    } catch (const std::exception& problem) {
        return tl::unexpected(std::string(problem.what()));
    }
    return given;
}

tl::expected<StampCommand, Problem> parse_reflect(const options::variables_map& given) {
    ReflectCommand command;
    command.stateful = given.count("stateless") == 0;
    const auto listen = endpoint_of(given["listen"].as<std::string>(), stamp::default_port);
    if (!listen) {
        return tl::unexpected(listen.error());
    }
    command.listen = *listen;
    if (given.count("session") == 0) {
        return tl::unexpected(Problem("a reflector answers nobody without --session"));
    }
    const auto& sessions = given["session"].as<std::vector<std::string>>();
    if (sessions.size() > stamp::most_provisions) {
        return tl::unexpected("more than " + std::to_string(stamp::most_provisions) + " sessions");
    }
    for (const auto& text : sessions) {
        const auto provision = provision_of(text);
        if (!provision) {
            return tl::unexpected(provision.error());
        }
        command.provisions.push_back(*provision);
    }
    return command;
}

tl::expected<StampCommand, Problem> parse_probe(const options::variables_map& given,
                                                const std::vector<std::string>& words) {
    if (words.size() != 3) {
        return tl::unexpected(Problem("probe stamp takes one target"));
    }
    StampProbe command;
    command.target = words[2];
    command.json = given.count("json") != 0;
    const auto peer = peer_of(command.target);
    if (!peer) {
        return tl::unexpected(peer.error());
    }
    command.peer = *peer;
    auto& wanted = command.options;
    if (given.count("key-file") != 0) {
        const auto key = key_of_file(given["key-file"].as<std::string>());
        if (!key) {
            return tl::unexpected(key.error());
        }
        wanted.key = *key;
    }
    const auto base = stamp::base_size(wanted.key ? stamp::Mode::authenticated : stamp::Mode::open);
    struct Given {
        const char* name;
        std::uint64_t least, most;
        std::uint64_t value = 0;
    };
    std::array numbers{Given{"count", 1, most_packets},
                       Given{"interval", 1, most_milliseconds},
                       Given{"burst", 1, most_burst},
                       Given{"ssid", 0, 0xffff},
                       Given{"dscp", 0, 63},
                       Given{"size", base, stamp::most_datagram}};
    for (auto& one : numbers) {
        if (given.count(one.name) == 0) {
            continue;
        }
        const auto value = number("--" + std::string(one.name), given[one.name].as<std::string>(), one.least, one.most);
        if (!value) {
            return tl::unexpected(value.error());
        }
        one.value = *value;
    }
    const auto& [count, interval, burst, ssid, dscp, size] = numbers;
    wanted.count = count.value;
    wanted.interval = std::chrono::milliseconds(interval.value);
    wanted.burst = static_cast<std::uint32_t>(burst.value);
    wanted.ssid = static_cast<std::uint16_t>(ssid.value);
    wanted.dscp = static_cast<std::uint8_t>(dscp.value);
    wanted.size = size.value;
    return command;
}

std::vector<std::string> words_of(const options::variables_map& given) {
    return given.count("word") == 0 ? std::vector<std::string>() : given["word"].as<std::vector<std::string>>();
}

}  // namespace

tl::expected<StampCommand, std::string> parse_stamp_command(int argc, const char* const* argv) {
    const bool reflects = std::strcmp(argv[1], "reflect") == 0;
    options::options_description known;
    auto add = known.add_options();
    add("help", "")("word", options::value<std::vector<std::string>>());
    if (reflects) {
        add("stateless", "")("listen", options::value<std::string>()->default_value("[::]"))(
            "session", options::value<std::vector<std::string>>());
    } else {
        const auto text = [] { return options::value<std::string>(); };
        add("json", "")("key-file", text())("ssid", text())("dscp", text())("size", text());
        add("count", text()->default_value("100"))("interval", text()->default_value("100"))(
            "burst", text()->default_value("1"));
    }
    const auto given = parsed(known, argc, argv);
    if (!given) {
        return tl::unexpected(given.error());
    }
    if (given->count("help") != 0) {
        return StampHelp{};
    }
    const auto words = words_of(*given);
    if (!reflects) {
        return parse_probe(*given, words);
    }
    if (words.size() != 1) {
        return tl::unexpected("reflect takes no '" + words[1] + "'");
    }
    return parse_reflect(*given);
}

}  // namespace magpie::agent
