#include "agent/config/capture.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "agent/ieee80211/own_text.hpp"
#include "agent/internet/ip_text.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::agent {

namespace {

constexpr std::size_t most_networks = 8;
constexpr std::size_t most_access_points = 256;
constexpr std::size_t most_resolver_addresses = 4;

config::Refusal network_name(const std::string& ssid) {
    return ssid.empty() || ssid.size() > capture::Text32{}.size() ? config::Refusal("must be a name of 1 to 32 bytes")
                                                                  : std::nullopt;
}

config::Refusal access_points(const std::vector<std::string>& texts, std::vector<capture::OwnAccessPoint>& points) {
    if (texts.size() > most_access_points) {
        return "must be at most 256";
    }
    std::vector<capture::OwnAccessPoint> read;
    for (const auto& text : texts) {
        const auto point = parse_own_access_point(text);
        if (!point) {
            return "must be like 02:00:00:00:01:00, a BSSID, or 02:00:00/24, the first bits of several (24 to 48)";
        }
        read.push_back(*point);
    }
    points = std::move(read);
    return std::nullopt;
}

capture::OwnNetwork read_network(config::Table& table) {
    capture::OwnNetwork network;
    std::string ssid;
    if (table.required("ssid", ssid, network_name)) {
        network.ssid = capture::text32(ssid);
    }
    std::string security;
    if (table.required("security", security, config::one_of({"open", "owe", "personal", "enterprise"}))) {
        network.security = parse_security(security).value_or(network.security);
    }
    return network;
}

/// What is told of all that have no name is told under `other`.
config::Refusal resolver_name(const std::string& name) {
    return sparkplug::is_magpie_id(name) && name != "other"
               ? std::nullopt
               : config::Refusal("must be 1 to 32 of a-z, 0-9 and -, and not `other`");
}

void read_resolver(config::Table& table, CaptureConfig& config) {
    const auto index = static_cast<std::uint8_t>(config.resolver_names.size());
    std::string name;
    table.required("name", name, resolver_name);
    if (std::ranges::find(config.resolver_names, name) != config.resolver_names.end()) {
        table.refuse("name", "must be given once");
    }
    config.resolver_names.push_back(name);
    std::vector<std::string> texts;
    table.required("addresses", texts, [&](const std::vector<std::string>& given) -> config::Refusal {
        if (given.empty() || given.size() > most_resolver_addresses) {
            return "must be 1 to 4";
        }
        for (const auto& text : given) {
            const auto address = parse_ip_address(text);
            if (!address) {
                return "must be addresses, like 192.0.2.1 or 2001:db8::1";
            }
            const capture::OwnResolver own{
                .address = address->bytes, .v6 = static_cast<std::uint8_t>(address->v6), .resolver = index};
            const bool twice = std::ranges::any_of(config.resolvers, [&](const capture::OwnResolver& other) {
                return other.address == own.address && other.v6 == own.v6;
            });
            if (twice) {
                return "must be given once";
            }
            config.resolvers.push_back(own);
        }
        return std::nullopt;
    });
}

}  // namespace

bool may_be_ordered_of_capture(std::string_view key) {
    return key.starts_with("capture.") && key != "capture.socket";
}

CaptureConfig read_capture(config::Table& capture) {
    CaptureConfig config;
    capture.optional("socket", config.socket);
    capture.optional("detail", config.detail);
    std::vector<std::string> texts;
    capture.optional("access_points", texts,
                     [&](const std::vector<std::string>& given) { return access_points(given, config.access_points); });
    auto networks = capture.tables("network");
    if (networks.size() > most_networks) {
        capture.refuse("network", "must be at most 8");
    }
    for (auto& table : networks) {
        const auto network = read_network(table);
        // The open half of a pair with OWE has the same name; the same twice is a mistake.
        if (std::ranges::find(config.networks, network) != config.networks.end()) {
            table.refuse("ssid", "must be described once");
        }
        config.networks.push_back(network);
    }
    auto resolvers = capture.tables("resolver");
    if (resolvers.size() > capture::most_resolvers) {
        capture.refuse("resolver", "must be at most 4");
    }
    for (auto& table : resolvers) {
        read_resolver(table, config);
    }
    return config;
}

}  // namespace magpie::agent
