#include <utility>

#include "agent/check_command/run.hpp"

#include <algorithm>
#include <chrono>

#include "agent/check/board.hpp"
#include "agent/check/network.hpp"
#include "agent/check/system_tables.hpp"
#include "agent/check_command/machine.hpp"
#include "agent/check_command/way_questions.hpp"
#include "platform/http/credentials.hpp"

namespace magpie::agent::check {

namespace {

constexpr Milliseconds whole_check{55'000};
constexpr Milliseconds between_looks{3000};

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
      deadline_(loop),
      start_(loop),
      end_(loop) {
    start_.call_after(Milliseconds{0}, [this] { begin(); });
}

void Run::begin() {
    for (const auto& id : layers_of(config_.wifi.ssids)) {
        told_({.id = id, .state = State::running});
    }
    deadline_.call_after(whole_check, [this] {
        layers_.give_up();
        take_final();
    });
    status_ = status_of_agent(config_.check, begun_.mono);
    // What asks others goes out first: the looks below take a while.
    ask_others();
    link_.first = Seen(look_(agent_runs()));
    seen_ = link_.first;
    if (status_) {
        seen_.add_missing(status_->seen);
    }
    look_at_board();
    look_at_line();
    ask_clocks();
    second_look_.call_after(between_looks, [this] { look_again(); });
}

void Run::ask_others() {
    auto credentials =
        http::read_credentials({.ca_file = config_.path.ca_file, .certificate_file{}, .key_file{}, .token_file{}});
    if (!credentials) {
        credentials = http::read_credentials({});
    }
    ask_gateway(questions_, [this](const GatewaySeen& seen) { judged(judge_gateway(seen)); });
    ask_resolvers(questions_, config_, [this](const DnsSeen& seen) { judged(judge_dns(seen)); });
    ask_targets(questions_, config_, credentials ? credentials->tls : nullptr,
                [this](const std::vector<Asked>& outside, const std::vector<Asked>& portals) {
                    auto [internet, portal] = judge_internet_and_portal(outside, portals);
                    judged(std::move(internet));
                    judged(std::move(portal));
                });
    CollectorSeen collector;
    collector.now = begun_;
    collector.certificate_ends = beginning_.certificate_ends;
    collector.agent = status_ ? std::optional(told_by(*status_)) : std::nullopt;
    collector_.emplace(loop_, clock_, questions_, config_, beginning_.tls, std::move(collector),
                       [this](const CollectorSeen& seen) { judged(judge_collector(seen)); });
    visits_.emplace(loop_, clock_, config_, begun_.mono + whole_check,
                    [this](const SsidSeen& seen) { judged(judge_ssid(seen)); });
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
    const auto& outbox = config_.outbox;
    const bool is_beside = outbox.flash_directory == "auto";
    judged(judge_storage(seen_, look_at_spools({outbox.run_directory, is_beside ? config_.state_directory + "/outbox"
                                                                                : outbox.flash_directory})));
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
    ask_dhcp(interface);
}

void Run::ask_dhcp(const std::string& interface) {
    DhcpSeen seen{.interface = interface,
                  .addresses = addresses_of(interface),
                  .asked = {},
                  .most_servers = config_.check.dhcp_servers};
    const auto& dhcp = config_.path.dhcp;
    const auto& uplink = dhcp.interface.empty() ? interface : dhcp.interface;
    if (dhcp.socket.empty() || uplink.empty()) {
        judged(judge_dhcp(seen));
        return;
    }
    dhcp_ = uplink_dhcp::ask(
        loop_, dhcp.socket, uplink,
        [this, seen](const uplink_dhcp::Answer& answer) mutable {
            seen.asked = DhcpAsked{.failure = answer.failure,
                                   .took = answer.took,
                                   .address = answer.address,
                                   .address_taken = answer.address_taken,
                                   .servers = answer.servers};
            judged(judge_dhcp(seen));
        },
        dhcp.only_offer);
}

void Run::look_again() {
    link_.last = Seen(look_(agent_runs()));
    judged(judge_link(link_));
}

void Run::ask_clocks() {
    const auto synchronised = seen_.value("magpie_host_clock_synchronised");
    check::ask_clocks(questions_, config_,
                      {.servers = {},
                       .synchronised = synchronised ? std::optional(*synchronised != 0) : std::nullopt,
                       .error = seen_.value("magpie_host_clock_error_seconds")},
                      [this](const TimeSeen& seen) { judged(judge_time(seen)); });
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
    end_.call_after(Milliseconds{0}, [done = std::exchange(done_, nullptr), result] { done(result); });
}

}  // namespace magpie::agent::check
