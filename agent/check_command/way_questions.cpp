#include <utility>

#include "agent/check_command/way_questions.hpp"

#include <algorithm>
#include <iterator>

#include "agent/check/system_tables.hpp"
#include "agent/check_command/machine.hpp"
#include "agent/path/default_route.hpp"
#include "agent/probe_line/target_question.hpp"
#include "platform/http/client.hpp"
#include "platform/mqtt/server_address.hpp"

namespace magpie::agent::check {

namespace {

/// A name that somebody configured, so that it must be known; empty where all are addresses.
std::string configured_name(const Config& config) {
    for (const auto& server : config.mqtt.servers) {
        if (auto host = host_of(server); is_name(host)) {
            return host;
        }
    }
    for (const auto& target : config.path.targets) {
        if (is_name(target.host)) {
            return target.host;
        }
        if (!target.dns_name.empty()) {
            return target.dns_name;
        }
    }
    return {};
}

bool asks(const Target& target, probe::Kind kind) {
    return std::ranges::find(target.probes, kind) != target.probes.end();
}

std::string far_word(const Target& target) {
    return std::string(target_class_words[static_cast<std::size_t>(target.far)]);
}

Asked to_be_asked(const Target& target, probe::Kind kind) {
    return {.name = target.name, .far = far_word(target), .kind = kind, .needs_name = is_name(target.host)};
}

/// What several questions share; the last answer tells of all.
template <class All>
struct Gathering {
    All seen{};
    std::size_t left = 0;
    std::function<void(const All&)> done{};

    void answered() {
        if (--left == 0) {
            done(seen);
        }
    }
};

template <class All>
std::shared_ptr<Gathering<All>> gathering(All seen, std::size_t questions, std::function<void(const All&)> done) {
    return std::make_shared<Gathering<All>>(Gathering<All>{std::move(seen), questions, std::move(done)});
}

}  // namespace

bool is_name(const std::string& host) {
    boost::system::error_code problem;
    (void)boost::asio::ip::make_address(host, problem);
    return problem && host != default_gateway;
}

std::string host_of(const std::string& url) {
    if (const auto server = mqtt::parse_server(url)) {
        return server->host;
    }
    const auto parsed = http::parse_url(url);
    return parsed ? parsed->host : std::string();
}

void ask_gateway(NetworkQuestions& questions, std::function<void(const GatewaySeen&)> done) {
    const auto found = default_gateway_v4(file_text("/proc/net/route"));
    if (!found && !default_gateway_v6(file_text("/proc/net/ipv6_route"))) {
        done({});
        return;
    }
    constexpr std::uint16_t pings = 3;
    GatewaySeen seen;
    seen.address = found ? found->to_string() : "gateway";
    const auto all = gathering(std::move(seen), pings, std::move(done));
    for (std::uint16_t i = 1; i <= pings; ++i) {
        questions.ask(
            {.kind = probe::Kind::ping, .host = std::string(default_gateway), .sequence = i, .timeout = one_probe},
            AddressFamily::any, [all](const probe::Outcome& outcome) {
                all->seen.pings.push_back(outcome);
                if (all->left == 1) {
                    all->seen.answers_arp = is_on_line(file_text("/proc/net/arp"), all->seen.address);
                }
                all->answered();
            });
    }
}

void ask_resolvers(NetworkQuestions& questions, const Config& config, std::function<void(const DnsSeen&)> done) {
    const auto servers = name_servers(file_text("/etc/resolv.conf"));
    const auto name = configured_name(config);
    DnsSeen seen;
    seen.has_resolver = !servers.empty();
    seen.is_needed = !name.empty();
    if (servers.empty()) {
        done(seen);
        return;
    }
    for (const auto& server : servers) {
        seen.asked.push_back({.resolver = server.to_string(), .name = name.empty() ? "check.invalid" : name});
    }
    const auto all = gathering(std::move(seen), 2 * servers.size(), std::move(done));
    for (std::size_t i = 0; i < servers.size(); ++i) {
        const auto resolver = all->seen.asked[i].resolver;
        questions.ask(
            {.kind = probe::Kind::dns, .host = resolver, .name = all->seen.asked[i].name, .timeout = one_probe},
            AddressFamily::any, [all, i](const probe::Outcome& outcome) {
                all->seen.asked[i].known = outcome;
                all->answered();
            });
        // Nobody has this one: who gives it an address all the same gives everybody the wrong ones.
        questions.ask({.kind = probe::Kind::dns_uncached, .host = resolver, .name = "invalid", .timeout = one_probe},
                      AddressFamily::any, [all, i](const probe::Outcome& outcome) {
                          all->seen.asked[i].invented = outcome;
                          all->answered();
                      });
    }
}

void ask_targets(NetworkQuestions& questions, const Config& config, const TlsContext& tls, TargetsAsked done) {
    std::vector<std::pair<Target, probe::Kind>> reach;
    std::vector<Target> pages;
    for (const auto& target : config.path.targets) {
        for (const auto kind : {probe::Kind::ping, probe::Kind::tcp, probe::Kind::https}) {
            if (target.far == TargetClass::outside && asks(target, kind)) {
                reach.emplace_back(target, kind);
                break;
            }
        }
        if (asks(target, probe::Kind::portal)) {
            pages.push_back(target);
        }
    }
    if (pages.empty() && !config.citizen.portal_url.empty()) {
        Target page{.name = "portal", .host = host_of(config.citizen.portal_url), .probes = {probe::Kind::portal}};
        page.portal_url = config.citizen.portal_url;
        pages.push_back(std::move(page));
    }
    struct Both {
        std::vector<Asked> outside{}, portals{};
    };
    Both both;
    for (const auto& [target, kind] : reach) {
        both.outside.push_back(to_be_asked(target, kind));
    }
    for (const auto& page : pages) {
        both.portals.push_back(to_be_asked(page, probe::Kind::portal));
    }
    if (reach.empty() && pages.empty()) {
        done({}, {});
        return;
    }
    const auto all = gathering<Both>(std::move(both), reach.size() + pages.size(),
                                     [done = std::move(done)](const Both& seen) { done(seen.outside, seen.portals); });
    const auto ask = [&](const Target& target, probe::Kind kind, std::vector<Asked> Both::*part, std::size_t place) {
        questions.ask(question_of(target, kind, one_probe, tls), target.family,
                      [all, part, place](const probe::Outcome& outcome) {
                          (all->seen.*part)[place].outcome = outcome;
                          all->answered();
                      });
    };
    for (std::size_t i = 0; i < reach.size(); ++i) {
        ask(reach[i].first, reach[i].second, &Both::outside, i);
    }
    for (std::size_t i = 0; i < pages.size(); ++i) {
        ask(pages[i], probe::Kind::portal, &Both::portals, i);
    }
}

void ask_clocks(NetworkQuestions& questions, const Config& config, TimeSeen seen,
                std::function<void(const TimeSeen&)> done) {
    std::vector<Target> servers;
    std::ranges::copy_if(config.path.targets, std::back_inserter(servers),
                         [](const Target& target) { return asks(target, probe::Kind::ntp); });
    for (const auto& server : servers) {
        seen.servers.push_back(to_be_asked(server, probe::Kind::ntp));
    }
    if (servers.empty()) {
        done(seen);
        return;
    }
    const auto all = gathering(std::move(seen), servers.size(), std::move(done));
    for (std::size_t i = 0; i < servers.size(); ++i) {
        questions.ask(question_of(servers[i], probe::Kind::ntp, one_probe, nullptr), servers[i].family,
                      [all, i](const probe::Outcome& outcome) {
                          all->seen.servers[i].outcome = outcome;
                          all->answered();
                      });
    }
}

}  // namespace magpie::agent::check
