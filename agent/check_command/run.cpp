#include <utility>

#include "agent/check_command/run.hpp"

#include <ifaddrs.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <set>

#include <fmt/format.h>

#include "agent/check/board.hpp"
#include "agent/check/system_tables.hpp"
#include "agent/check_command/access_points.hpp"
#include "agent/citizen/secret.hpp"
#include "agent/citizen/supplicant.hpp"
#include "agent/files/file_reader.hpp"
#include "agent/path/default_route.hpp"
#include "agent/path/uplink.hpp"
#include "agent/probe_line/target_question.hpp"
#include "platform/http/client.hpp"
#include "platform/http/credentials.hpp"
#include "platform/mqtt/server_address.hpp"

namespace magpie::agent::check {

namespace {

constexpr Milliseconds whole_check{55'000};
constexpr Milliseconds between_looks{3000};
constexpr Milliseconds one_probe{3000};
constexpr Milliseconds one_visit{25'000};
constexpr std::chrono::seconds one_connection{6};

std::string file_text(const std::string& path) {
    FileReader files;
    const auto text = files.read(path);
    return text ? std::string(*text) : std::string();
}

bool is_name(const std::string& host) {
    boost::system::error_code problem;
    (void)boost::asio::ip::make_address(host, problem);
    return problem && host != default_gateway;
}

/// The host of a URL or of a broker's address; empty where there is none.
std::string host_of(const std::string& url) {
    if (const auto server = mqtt::parse_server(url)) {
        return server->host;
    }
    const auto parsed = http::parse_url(url);
    return parsed ? parsed->host : std::string();
}

std::string interface_of_default_route() {
    const auto v4 = default_interface_v4(file_text("/proc/net/route"));
    if (v4) {
        return *v4;
    }
    const auto v6 = default_gateway_v6(file_text("/proc/net/ipv6_route"));
    return v6 ? v6->interface : std::string();
}

std::vector<std::string> uplinks(const LinkSettings& settings, const Seen& seen) {
    std::vector<std::string> found;
    for (const auto& port : settings.ports) {
        if (port.role == PortRole::uplink) {
            found.push_back(port.interface);
        }
    }
    if (found.empty()) {
        FileReader files;
        found = uplink_interfaces(files, "/proc", "/sys");
    }
    if (found.empty()) {
        for (const auto& link : seen.all("magpie_link_carrier")) {
            const std::string name(label_of(link, "interface"));
            if (name != "lo" && names_in("/sys/class/net/" + name + "/phy80211", "", 1).empty()) {
                found.push_back(name);
            }
        }
    }
    return found;
}

std::vector<boost::asio::ip::address_v4> addresses_of(const std::string& interface) {
    std::vector<boost::asio::ip::address_v4> found;
    ifaddrs* list = nullptr;
    if (::getifaddrs(&list) != 0) {
        return found;
    }
    for (const auto* one = list; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr != nullptr && one->ifa_addr->sa_family == AF_INET && one->ifa_name == interface) {
            sockaddr_in address{};
            std::copy_n(reinterpret_cast<const char*>(one->ifa_addr), sizeof address,
                        reinterpret_cast<char*>(&address));
            found.emplace_back(ntohl(address.sin_addr.s_addr));
        }
    }
    ::freeifaddrs(list);
    return found;
}

/// A name that somebody configured, so that it must be known; empty where all are addresses.
std::string configured_name(const Config& config) {
    for (const auto& server : config.mqtt.servers) {
        if (const auto host = host_of(server); is_name(host)) {
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

std::optional<Status> status_of_agent(const CheckConfig& config, Monotonic now) {
    const auto path = config.directory + "/" + std::string(status_file);
    auto status = config.directory.empty() ? std::nullopt : parse_status(file_text(path));
    return status && is_fresh(*status, now) ? std::move(status) : std::nullopt;
}

}  // namespace

Run::Run(boost::asio::io_context& loop, const platform::Clock& clock, const Config& config, Beginning beginning,
         Look look, Told told, Done done)
    : loop_(loop),
      clock_(clock),
      config_(config),
      beginning_(std::move(beginning)),
      look_(std::move(look)),
      told_(std::move(told)),
      done_(std::move(done)),
      begun_(clock.now()),
      layers_(layers_of(config.wifi.ssids)),
      questions_(loop, clock),
      second_look_(loop),
      visit_limit_(loop),
      next_step_(loop),
      next_visit_(loop),
      deadline_(loop),
      start_(loop),
      end_(loop) {
    after(start_, Milliseconds{0}, [this] { begin(); });
}

void Run::after(boost::asio::steady_timer& timer, Milliseconds time, std::function<void()> then) {
    timer.expires_after(time);
    timer.async_wait([then = std::move(then), here = std::weak_ptr(here_)](const boost::system::error_code& problem) {
        if (!problem && !here.expired()) {
            then();
        }
    });
}

void Run::begin() {
    for (const auto& id : layers_of(config_.wifi.ssids)) {
        told_({.id = id, .state = State::running});
    }
    after(deadline_, whole_check, [this] {
        layers_.give_up();
        take_final();
    });
    auto credentials =
        http::read_credentials({.ca_file = config_.path.ca_file, .certificate_file{}, .key_file{}, .token_file{}});
    if (!credentials) {
        credentials = http::read_credentials({});
    }
    tls_ = credentials ? credentials->tls : nullptr;
    status_ = status_of_agent(config_.check, begun_.mono);
    // What asks others goes out first: the looks below take a while.
    ask_gateway();
    ask_resolvers();
    ask_targets();
    reach_collector();
    join_next();
    link_.first = Seen(look_(agent_runs()));
    seen_ = link_.first;
    if (status_) {
        seen_.add_missing(status_->seen);
    }
    look_at_board();
    look_at_line();
    ask_clocks();
    after(second_look_, between_looks, [this] { look_again(); });
}

void Run::look_at_board() {
    judged(judge_power(seen_));
    judged(judge_poe(seen_));
    judged(judge_door(seen_, !config_.pole.door.chip.empty()));
    judged(judge_temperature(seen_));
    judged(judge_radios(seen_, {.enabled = config_.wifi.enabled, .ssids = config_.wifi.ssids}));
    SensorsWanted sensors{.names = {}, .agent_told = agent_runs()};
    for (const auto& sensor : config_.pole.sensors) {
        sensors.names.push_back(sensor.name);
    }
    judged(judge_sensors(seen_, sensors));
    judged(judge_storage(seen_));
}

void Run::look_at_line() {
    link_.interfaces = uplinks(config_.link, link_.first);
    const bool is_wanted = !config_.capture.socket.empty();
    const auto neighbours = seen_.all("magpie_link_neighbour_info");
    judged(judge_lldp({.interfaces = link_.interfaces,
                       .seen = seen_,
                       .is_wanted = is_wanted,
                       .is_listened = is_wanted && (agent_runs() || !neighbours.empty())}));
    auto interface = interface_of_default_route();
    if (interface.empty() && !link_.interfaces.empty()) {
        interface = link_.interfaces.front();
    }
    VlanSeen vlan{.interface = interface,
                  .tagged = vlan_of(file_text("/proc/net/vlan/config"), interface),
                  .told = {},
                  .expected = config_.check.vlan};
    for (const auto& neighbour : neighbours) {
        const auto told = label_of(neighbour, "vlan");
        const bool is_ours =
            std::ranges::find(link_.interfaces, label_of(neighbour, "interface")) != link_.interfaces.end();
        if (is_ours && !told.empty() && std::ranges::all_of(told, [](char c) { return c >= '0' && c <= '9'; }) &&
            told.size() <= 4) {
            vlan.told = static_cast<std::uint16_t>(std::stoi(std::string(told)));
        }
    }
    judged(judge_vlan(vlan));
    judged(judge_dhcp({.interface = interface, .addresses = addresses_of(interface), .asked = {}}));
}

void Run::look_again() {
    link_.last = Seen(look_(agent_runs()));
    judged(judge_link(link_));
}

void Run::ask_gateway() {
    const auto found = default_gateway_v4(file_text("/proc/net/route"));
    if (!found && !default_gateway_v6(file_text("/proc/net/ipv6_route"))) {
        judged(judge_gateway(gateway_));
        return;
    }
    gateway_.address = found ? found->to_string() : "gateway";
    constexpr std::size_t pings = 3;
    pings_left_ = pings;
    for (std::size_t i = 0; i < pings; ++i) {
        questions_.ask({.kind = probe::Kind::ping,
                        .host = std::string(default_gateway),
                        .sequence = static_cast<std::uint16_t>(i + 1),
                        .timeout = one_probe},
                       AddressFamily::any, [this](const probe::Outcome& outcome) {
                           gateway_.pings.push_back(outcome);
                           if (--pings_left_ == 0) {
                               gateway_.answers_arp = is_on_line(file_text("/proc/net/arp"), gateway_.address);
                               judged(judge_gateway(gateway_));
                           }
                       });
    }
}

void Run::ask_resolvers() {
    const auto servers = name_servers(file_text("/etc/resolv.conf"));
    const auto name = configured_name(config_);
    dns_.has_resolver = !servers.empty();
    dns_.is_needed = !name.empty();
    if (servers.empty()) {
        judged(judge_dns(dns_));
        return;
    }
    const auto over = [this] {
        if (--names_left_ == 0) {
            judged(judge_dns(dns_));
        }
    };
    names_left_ = servers.size() * 2;
    for (const auto& server : servers) {
        // Nobody has the second: who gives it an address all the same gives everybody the wrong ones.
        dns_.asked.push_back({.resolver = server.to_string(), .name = name.empty() ? "check.invalid" : name});
        const auto place = dns_.asked.size() - 1;
        questions_.ask({.kind = probe::Kind::dns,
                        .host = server.to_string(),
                        .name = dns_.asked.back().name,
                        .timeout = one_probe},
                       AddressFamily::any, [this, place, over](const probe::Outcome& outcome) {
                           dns_.asked[place].known = outcome;
                           over();
                       });
        questions_.ask(
            {.kind = probe::Kind::dns_uncached, .host = server.to_string(), .name = "invalid", .timeout = one_probe},
            AddressFamily::any, [this, place, over](const probe::Outcome& outcome) {
                dns_.asked[place].invented = outcome;
                over();
            });
    }
}

void Run::ask_outside(const Target& target, probe::Kind kind, std::vector<Asked>& into, std::size_t place,
                      const std::function<void()>& then) {
    questions_.ask(question_of(target, kind, one_probe, tls_), target.family,
                   [&into, place, then](const probe::Outcome& outcome) {
                       into[place].outcome = outcome;
                       then();
                   });
}

void Run::ask_targets() {
    std::vector<std::pair<Target, probe::Kind>> reach;
    std::vector<Target> pages;
    for (const auto& target : config_.path.targets) {
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
    if (pages.empty() && !config_.citizen.portal_url.empty()) {
        Target page{.name = "portal", .host = host_of(config_.citizen.portal_url), .probes = {probe::Kind::portal}};
        page.portal_url = config_.citizen.portal_url;
        pages.push_back(std::move(page));
    }
    const auto asked = [](const Target& target, probe::Kind kind) {
        return Asked{.name = target.name, .far = far_word(target), .kind = kind, .needs_name = is_name(target.host)};
    };
    for (const auto& [target, kind] : reach) {
        outside_.push_back(asked(target, kind));
    }
    for (const auto& page : pages) {
        portals_.push_back(asked(page, probe::Kind::portal));
    }
    targets_left_ = reach.size() + pages.size() + 1;
    for (std::size_t i = 0; i < reach.size(); ++i) {
        ask_outside(reach[i].first, reach[i].second, outside_, i, [this] { targets_answered(); });
    }
    for (std::size_t i = 0; i < pages.size(); ++i) {
        ask_outside(pages[i], probe::Kind::portal, portals_, i, [this] { targets_answered(); });
    }
    targets_answered();
}

void Run::targets_answered() {
    if (--targets_left_ == 0) {
        auto [internet, portal] = judge_internet_and_portal(outside_, portals_);
        judged(std::move(internet));
        judged(std::move(portal));
    }
}

void Run::ask_clocks() {
    const auto synchronised = seen_.value("magpie_host_clock_synchronised");
    time_.synchronised = synchronised ? std::optional(*synchronised != 0) : std::nullopt;
    time_.error = seen_.value("magpie_host_clock_error_seconds");
    std::vector<Target> servers;
    std::ranges::copy_if(config_.path.targets, std::back_inserter(servers),
                         [](const Target& target) { return asks(target, probe::Kind::ntp); });
    if (servers.empty()) {
        judged(judge_time(time_));
        return;
    }
    clocks_left_ = servers.size();
    for (const auto& server : servers) {
        time_.servers.push_back({.name = server.name,
                                 .far = far_word(server),
                                 .kind = probe::Kind::ntp,
                                 .needs_name = is_name(server.host)});
    }
    for (std::size_t i = 0; i < servers.size(); ++i) {
        ask_outside(servers[i], probe::Kind::ntp, time_.servers, i, [this] {
            if (--clocks_left_ == 0) {
                judged(judge_time(time_));
            }
        });
    }
}

void Run::reach_collector() {
    collector_.now = begun_;
    collector_.certificate_ends = beginning_.certificate_ends;
    collector_.agent = status_ ? std::optional(told_by(*status_)) : std::nullopt;
    collector_.needs_name =
        std::ranges::all_of(config_.mqtt.servers, [](const std::string& server) { return is_name(host_of(server)); });
    const auto& first = config_.mqtt.servers.front();
    // A broker that knows nodes by their certificates knows one session of each: ours would end that of the agent.
    if (first.starts_with("ssl://") && collector_.agent && collector_.agent->online) {
        collector_.is_knocked_only = true;
        knock(first);
        return;
    }
    try_server(0);
}

void Run::knock(const std::string& server) {
    const auto address = mqtt::parse_server(server);
    if (!address) {
        judged(judge_collector(collector_));
        return;
    }
    questions_.ask({.kind = probe::Kind::tcp, .host = address->host, .port = address->port, .timeout = one_probe},
                   AddressFamily::any, [this](const probe::Outcome& outcome) {
                       collector_.reached = outcome.state == probe::State::answered;
                       judged(judge_collector(collector_));
                   });
}

void Run::try_server(std::size_t server) {
    constexpr std::size_t most = 4;
    if (server == std::min(most, config_.mqtt.servers.size()) ||
        (!collector_.trips.empty() && collector_.trips.back().let_in)) {
        judged(judge_collector(collector_));
        return;
    }
    BrokerTrip::Settings settings{.connect = {}, .area = config_.node.area, .node = config_.node.id};
    settings.number = 1'000'000'000U + random_() % 1'000'000'000U;  // the agent counts its own from 1
    settings.connect.server = config_.mqtt.servers[server];
    settings.connect.client_id = fmt::format("magpie-check-{:08x}", random_());
    settings.connect.timeout = one_connection;
    if (settings.connect.server.starts_with("ssl://")) {
        settings.connect.tls = beginning_.tls;
    }
    trip_ = std::make_unique<BrokerTrip>(loop_, clock_, settings, [this, server](const Trip& trip) {
        collector_.trips.push_back(trip);
        // From the loop: the trip must not end within its own call.
        after(next_step_, Milliseconds{0}, [this, server] {
            trip_.reset();
            try_server(server + 1);
        });
    });
}

void Run::join_next() {
    if (ssid_ == config_.wifi.ssids.size()) {
        return;
    }
    SsidSeen seen{.ssid = config_.wifi.ssids[ssid_++]};
    const auto& networks = config_.citizen.networks;
    const auto known = std::ranges::find(networks, seen.ssid, &citizen::Network::ssid);
    const auto own = own_access_points("/sys");
    const auto secret = known == networks.end() ? std::nullopt : citizen::secret_in(known->secret_file);
    auto variables = secret ? citizen::variables_of(*known, *secret, own) : std::nullopt;
    const auto skip = [&](std::string en, std::string ko) {
        seen.not_tried = std::move(en);
        seen.not_tried_ko = std::move(ko);
    };
    if (config_.citizen.socket.empty()) {
        skip("no spare radio is configured (citizen.socket)", "여분의 무선이 설정되지 않음(citizen.socket)");
    } else if (own.empty()) {
        skip("the pole has no radio of its own", "폴에 무선 장치가 없음");
    } else if (known == networks.end()) {
        skip("how to join it is not configured (citizen.network)", "접속 방법이 설정되지 않음(citizen.network)");
    } else if (!variables) {
        skip("its secret cannot be read, or is none", "암호 파일을 읽을 수 없거나 맞지 않음");
    } else if (clock_.now().mono + one_visit > begun_.mono + whole_check) {
        skip("no time was left", "시간이 모자람");
    }
    if (!seen.not_tried.empty()) {
        judged(judge_ssid(seen));
        join_next();
        return;
    }
    const auto over = [this, ssid = seen.ssid](std::vector<citizen::StageEnd> ends) {
        visit_limit_.cancel();
        judged(judge_ssid({.ssid = ssid, .not_tried = {}, .not_tried_ko = {}, .ends = std::move(ends)}));
        after(next_visit_, Milliseconds{0}, [this] {
            visit_.reset();
            join_next();
        });
    };
    visit_ = citizen::VisitRun::start(loop_, clock_,
                                      {.variables = std::move(*variables),
                                       .portal_is_good = known->portal,
                                       .socket = config_.citizen.socket,
                                       .identity = "magpie-" + config_.node.id,
                                       .transaction = random_(),
                                       .portal_url = config_.citizen.portal_url,
                                       .page_url = config_.citizen.page_url},
                                      [over](const citizen::VisitResult& result) { over(result.ends); });
    after(visit_limit_, one_visit,
          [over] { over({{.stage = citizen::Stage::visit, .outcome = "timeout", .took = one_visit}}); });
}

void Run::judged(Layer layer) {
    layer.seconds = std::chrono::duration<double>(clock_.now().mono - begun_.mono).count();
    layers_.add(std::move(layer));
    take_final();
}

void Run::take_final() {
    while (const auto* layer = layers_.take()) {
        told_(*layer);
    }
    if (!layers_.all_taken() || !done_) {
        return;
    }
    auto result = layers_.result(beginning_.accept);
    result.program = "magpie-agent " MAGPIE_VERSION;
    result.area = config_.node.area;
    result.node = config_.node.id;
    result.begun = begun_.wall;
    result.seconds = std::chrono::duration<double>(clock_.now().mono - begun_.mono).count();
    after(end_, Milliseconds{0}, [done = std::exchange(done_, nullptr), result] { done(result); });
}

}  // namespace magpie::agent::check
