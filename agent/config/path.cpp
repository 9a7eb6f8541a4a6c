#include "agent/config/path.hpp"

#include <algorithm>
#include <chrono>
#include <optional>

#include <fmt/format.h>

#include "agent/config/target.hpp"
#include "agent/internet/dns_query.hpp"
#include "platform/config/local_names.hpp"
#include "platform/http/client.hpp"

namespace magpie::agent {

namespace {

using probe::Kind;

constexpr std::size_t most_targets = 64;
/// What all targets together may cost, in pings a second: so many are half a hundredth of a slow core.
constexpr double most_cost = 100;

/// In pings: about what each takes of the processor.
double cost_of(Kind kind) {
    switch (kind) {
        case Kind::https:
            return 20;
        case Kind::mtu:
            return 30;
        case Kind::portal:
            return 4;
        default:
            return 1;
    }
}

config::Refusal dns_name(const std::string& name) {
    return !name.empty() && dns_query({.name = name}) ? std::nullopt : config::Refusal("must be a name of DNS");
}

config::Refusal dns_zone(const std::string& zone) {
    const auto refusal = dns_name(zone);
    // A label of sixteen letters comes before it.
    return refusal || dns_query({.name = "0123456789abcdef." + zone}) ? refusal : config::Refusal("is too long");
}

config::Refusal page_url(const std::string& url) {
    const auto parsed = http::parse_url(url);
    return parsed ? std::nullopt : config::Refusal(parsed.error());
}

config::Refusal secure_url(const std::string& url) {
    return url.starts_with("https://") ? page_url(url) : config::Refusal("must be like https://host/");
}

config::Refusal probe_kinds(const std::vector<std::string>& words, std::vector<Kind>& kinds) {
    std::vector<Kind> read;
    for (const auto& word : words) {
        const auto* const known = std::ranges::find(probe::kind_words, word);
        if (known == probe::kind_words.end()) {
            return "must be of ping, tcp, dns, dns_uncached, portal, https, ntp and mtu";
        }
        const auto kind = static_cast<Kind>(known - probe::kind_words.begin());
        if (std::ranges::find(read, kind) != read.end()) {
            return "must name each once";
        }
        read.push_back(kind);
    }
    if (read.empty()) {
        return "must name one at least";
    }
    kinds = std::move(read);
    return std::nullopt;
}

/// An address of version 6 stands in brackets in a URL.
std::string url_of(std::string_view scheme, const std::string& host, std::string_view path) {
    const bool is_v6 = host.find(':') != std::string::npos;
    return fmt::format("{}://{}{}{}{}", scheme, is_v6 ? "[" : "", host, is_v6 ? "]" : "", path);
}

/// Each question takes an address of the pool for some seconds, and the log of the server a line.
config::Refusal never_or_rarely(Milliseconds interval) {
    constexpr Milliseconds most{86'400'000};
    const bool good = interval == Milliseconds{0} || (interval >= Milliseconds{300'000} && interval <= most);
    return good ? std::nullopt : config::Refusal("must be 0, which is never, or 300 to 86400");
}

template <class Word>
Word place_of(const std::string& word, std::initializer_list<std::string_view> words) {
    const auto* const found = std::find(words.begin(), words.end(), word);
    return static_cast<Word>(found == words.end() ? 0 : found - words.begin());
}

Target read_target(config::Table& table) {
    Target target;
    table.required("name", target.name, target_name);
    std::string far;
    if (table.required("class", far, config::one_of({"gateway", "hub", "core", "outside"}))) {
        target.far = place_of<TargetClass>(far, {"gateway", "hub", "core", "outside"});
    }
    table.required("host", target.host, target_host);
    std::string family = "any";
    table.optional("family", family, config::one_of({"any", "4", "6"}));
    target.family = place_of<AddressFamily>(family, {"any", "4", "6"});
    table.optional("interval_seconds", target.interval, config::between(1.0, 3600.0));
    std::vector<std::string> words;
    table.required("probes", words,
                   [&](const std::vector<std::string>& given) { return probe_kinds(given, target.probes); });
    table.optional("tcp_port", target.tcp_port, config::between(1, 65535));
    table.optional("dns_name", target.dns_name, dns_name);
    table.optional("dns_zone", target.dns_zone, dns_zone);
    target.portal_url = url_of("http", target.host, "/generate_204");
    table.optional("portal_url", target.portal_url, page_url);
    target.https_url = url_of("https", target.host, "/");
    table.optional("https_url", target.https_url, secure_url);
    const auto asks = [&](Kind kind) { return std::ranges::find(target.probes, kind) != target.probes.end(); };
    if (asks(Kind::dns) && target.dns_name.empty()) {
        table.refuse("dns_name", "is needed for the probe dns");
    }
    if (asks(Kind::dns_uncached) && target.dns_zone.empty()) {
        table.refuse("dns_zone", "is needed for the probe dns_uncached");
    }
    return target;
}

double cost_of(const PathConfig& config) {
    double cost = 0;
    for (const auto& target : config.targets) {
        for (const auto kind : target.probes) {
            const auto interval = kind == Kind::mtu ? std::max(target.interval, config.mtu_interval) : target.interval;
            cost += cost_of(kind) / std::chrono::duration<double>(interval).count();
        }
    }
    return cost;
}

}  // namespace

bool may_be_ordered_of_path(std::string_view key) {
    return key.starts_with("path.") && key != "path.ca_file" && key != "path.dhcp.socket" &&
           key != "path.dhcp.interface";
}

PathConfig read_path(config::Table& path) {
    PathConfig config;
    path.optional("timeout_seconds", config.timeout, config::between(0.1, 30.0));
    path.optional("at_once", config.at_once, config::between(1, 64));
    path.optional("mtu_interval_seconds", config.mtu_interval, config::between(60.0, 86400.0));
    path.optional("ca_file", config.ca_file);
    auto trace = path.table("trace");
    trace.optional("enabled", config.trace.enabled);
    trace.optional("most_hops", config.trace.most_hops, config::between(1, 30));
    trace.optional("interval_seconds", config.trace.interval, config::between(10.0, 86400.0));
    trace.optional("spread_seconds", config.trace.spread, config::between(0.0, 300.0));
    auto degraded = path.table("degraded");
    degraded.optional("loss_ratio", config.degraded.loss_ratio, config::between(0.01, 1.0));
    degraded.optional("rise_seconds", config.degraded.rise, config::between(0.001, 10.0));
    auto dhcp = path.table("dhcp");
    dhcp.optional("interface", config.dhcp.interface, config::interface_name_or_none);
    dhcp.optional("interval_seconds", config.dhcp.interval, never_or_rarely);
    dhcp.optional("only_offer", config.dhcp.only_offer);
    dhcp.optional("socket", config.dhcp.socket, config::socket_path_or_none);
    if (config.dhcp.interval > Milliseconds{0} && config.dhcp.socket.empty()) {
        dhcp.refuse("socket", "is needed: whom to ask");
    }
    if (config.dhcp.interval > Milliseconds{0} && config.dhcp.interface.empty()) {
        dhcp.refuse("interface", "is needed: where to ask");
    }
    auto tables = path.tables("target");
    if (tables.size() > most_targets) {
        path.refuse("target", "must be at most 64");
    }
    for (auto& table : tables) {
        auto target = read_target(table);
        if (std::ranges::find(config.targets, target.name, &Target::name) != config.targets.end()) {
            table.refuse("name", "must be another target's than this");
        }
        config.targets.push_back(std::move(target));
    }
    if (const auto cost = cost_of(config); cost > most_cost) {
        path.refuse("target",
                    fmt::format("costs as much as {:.0f} pings a second, with https counted as {:.0f}, portal "
                                "as {:.0f} and mtu as {:.0f}; at most {:.0f}",
                                cost, cost_of(Kind::https), cost_of(Kind::portal), cost_of(Kind::mtu), most_cost));
    }
    return config;
}

}  // namespace magpie::agent
