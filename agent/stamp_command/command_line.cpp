#include "agent/stamp_command/command_line.hpp"

#include <netdb.h>

#include <array>
#include <charconv>
#include <chrono>
#include <string_view>

#include <fmt/format.h>
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

constexpr std::array of_reflect{"stateless", "listen", "session"};
constexpr std::array of_probe{"key-file", "ssid", "dscp", "size", "interval", "burst", "count", "json"};

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

/// A word for who gave an option of one command to the other; nothing where nobody did.
template <std::size_t count>
std::optional<Problem> misplaced(const options::variables_map& given, const std::array<const char*, count>& others,
                                 std::string_view command) {
    for (const auto* const name : others) {
        if (given.count(name) != 0) {
            return fmt::format("{} takes no --{}", command, name);
        }
    }
    return std::nullopt;
}

tl::expected<StampCommand, Problem> read_reflect(const options::variables_map& given,
                                                 const std::vector<std::string>& words) {
    if (words.size() != 1) {
        return tl::unexpected("reflect takes no '" + words[1] + "'");
    }
    if (const auto problem = misplaced(given, of_probe, "reflect")) {
        return tl::unexpected(*problem);
    }
    ReflectCommand command;
    command.stateful = given.count("stateless") == 0;
    const auto listen = endpoint_of(
        given.count("listen") != 0 ? given["listen"].as<std::string>() : std::string("[::]"), stamp::default_port);
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

tl::expected<StampCommand, Problem> read_probe(const options::variables_map& given,
                                               const std::vector<std::string>& words) {
    if (words.size() != 3) {
        return tl::unexpected(Problem("probe stamp takes one target"));
    }
    if (const auto problem = misplaced(given, of_reflect, "probe stamp")) {
        return tl::unexpected(*problem);
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
        std::uint64_t value;  // where none is given
    };
    std::array numbers{Given{"count", 1, most_packets, 100},
                       Given{"interval", 1, most_milliseconds, 100},
                       Given{"burst", 1, most_burst, 1},
                       Given{"ssid", 0, 0xffff, 0},
                       Given{"dscp", 0, 63, 0},
                       Given{"size", base, stamp::most_datagram, 0}};
    for (auto& one : numbers) {
        if (given.count(one.name) == 0) {
            continue;
        }
        // A number already, for all probes have it.
        const auto* const count = boost::any_cast<unsigned>(&given[one.name].value());
        const auto text = count != nullptr ? std::to_string(*count) : given[one.name].as<std::string>();
        const auto value = number("--" + std::string(one.name), text, one.least, one.most);
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
    wanted.size = static_cast<std::size_t>(size.value);
    return command;
}

}  // namespace

bool is_stamp_command(const std::vector<std::string>& words) {
    const auto is = [&](std::size_t at, std::string_view word) { return words.size() > at && words[at] == word; };
    return is(0, "reflect") || (is(0, "probe") && is(1, "stamp"));
}

void add_stamp_options(options::options_description& known) {
    const auto text = [] { return options::value<std::string>(); };
    auto add = known.add_options();
    add("stateless", "")("listen", text())("session", options::value<std::vector<std::string>>());
    add("key-file", text())("ssid", text())("dscp", text())("size", text())("interval", text())("burst", text());
}

std::optional<std::string> stamp_option_in(const options::variables_map& given) {
    for (const auto* const name :
         {"stateless", "listen", "session", "key-file", "ssid", "dscp", "size", "interval", "burst"}) {
        if (given.count(name) != 0) {
            return name;
        }
    }
    return std::nullopt;
}

tl::expected<StampCommand, std::string> read_stamp_command(const options::variables_map& given,
                                                           const std::vector<std::string>& words) {
    if (given.count("help") != 0) {
        return StampHelp{};
    }
    return words.front() == "reflect" ? read_reflect(given, words) : read_probe(given, words);
}

}  // namespace magpie::agent
