#include "agent/config/citizen.hpp"

#include <algorithm>

#include "platform/config/local_names.hpp"
#include "platform/http/client.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t most_networks = 8;
constexpr std::size_t longest_ssid = 32;
constexpr std::size_t longest_text = 200;

config::Refusal network_name(const std::string& ssid) {
    return ssid.empty() || ssid.size() > longest_ssid ? config::Refusal("must be a name of 1 to 32 bytes")
                                                      : std::nullopt;
}

config::Refusal page_url(const std::string& url) {
    const auto parsed = url.empty() ? http::Url{} : http::parse_url(url);
    return parsed ? std::nullopt : config::Refusal(parsed.error());
}

/// What is given to wpa_supplicant between quotes, in a line of its own.
config::Refusal one_line(const std::string& text) {
    const bool good = !text.empty() && text.size() <= longest_text &&
                      std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '"'; });
    return good ? std::nullopt : config::Refusal("must be a line of printable ASCII without quotes");
}

citizen::Network read_network(config::Table& table) {
    using citizen::Security;
    citizen::Network network;
    table.required("ssid", network.ssid, network_name);
    std::string security(citizen::security_words.front());
    table.required("security", security, config::one_of({"open", "owe", "psk", "sae", "dot1x"}));
    const auto* const word = std::ranges::find(citizen::security_words, security);
    if (word != citizen::security_words.end()) {
        network.security = static_cast<Security>(word - citizen::security_words.begin());
    }
    if (network.security != Security::open && network.security != Security::owe) {
        table.required("secret_file", network.secret_file, config::not_empty);
    }
    if (network.security == Security::dot1x) {
        table.required("identity", network.identity, one_line);
        // Without it whoever calls himself the network is given the password.
        table.required("ca_file", network.ca_file, one_line);
    }
    table.optional("portal", network.portal);
    return network;
}

}  // namespace

CitizenConfig read_citizen(config::Table& table) {
    CitizenConfig config;
    table.optional("socket", config.socket, config::socket_path_or_none);
    table.optional("interval_seconds", config.interval, config::between(5, 86400));
    table.optional("turns", config.turns, config::between(1, 100));
    table.optional("airtime_share", config.airtime_share, config::between(0.00001, 0.05));
    table.optional("portal_url", config.portal_url, page_url);
    table.optional("page_url", config.page_url, page_url);
    table.optional("download_url", config.download_url, page_url);
    table.optional("download_bytes", config.download_bytes, config::between(1000, 10'000'000));
    auto networks = table.tables("network");
    if (networks.size() > most_networks) {
        table.refuse("network", "must be at most 8");
    }
    for (auto& one : networks) {
        config.networks.push_back(read_network(one));
        const auto& ssid = config.networks.back().ssid;
        if (std::ranges::count(config.networks, ssid, &citizen::Network::ssid) > 1) {
            one.refuse("ssid", "must be described once");
        }
    }
    if (!config.socket.empty() && config.page_url.empty()) {
        table.refuse("page_url", "is needed: a network without a page is of no use");
    }
    if (!config.socket.empty() && networks.empty()) {
        table.refuse("network", "is needed: somebody to visit");
    }
    return config;
}

}  // namespace magpie::agent
