#include <utility>

#include "agent/check_command/collector_question.hpp"

#include <algorithm>

#include <fmt/format.h>

#include "agent/check_command/way_questions.hpp"
#include "platform/mqtt/server_address.hpp"

namespace magpie::agent::check {

namespace {

constexpr std::chrono::seconds one_connection{6};
constexpr std::size_t most_servers = 4;

}  // namespace

CollectorQuestion::CollectorQuestion(boost::asio::io_context& loop, const platform::Clock& clock,
                                     NetworkQuestions& questions, const Config& config, mqtt::TlsFiles tls,
                                     CollectorSeen seen, Done done)
    : loop_(loop),
      clock_(clock),
      questions_(questions),
      config_(config),
      tls_(std::move(tls)),
      seen_(std::move(seen)),
      done_(std::move(done)),
      soon_(loop) {
    soon_.call_after(Milliseconds{0}, [this] { begin(); });
}

void CollectorQuestion::begin() {
    const auto& servers = config_.mqtt.servers;
    seen_.needs_name = std::ranges::all_of(servers, [](const std::string& server) { return is_name(host_of(server)); });
    // A broker that knows nodes by their certificates knows one session of each: ours would end that of the agent.
    if (servers.front().starts_with("ssl://") && seen_.agent && seen_.agent->online) {
        have_agent_ask();
        return;
    }
    try_server(0);
}

void CollectorQuestion::have_agent_ask() {
    agent_ = ask_agent(loop_, config_.check.directory, [this](const AgentSaid& said) {
        if (said.nobody_listens) {
            // It has ended since it wrote its status: there is no session that ours could end.
            seen_.agent.reset();
            try_server(0);
            return;
        }
        seen_.is_knocked_only = true;
        seen_.trip_of_agent = said.trip;
        seen_.may_not_ask_agent = said.may_not_ask;
        knock(config_.mqtt.servers.front());
    });
}

void CollectorQuestion::knock(const std::string& server) {
    const auto address = mqtt::parse_server(server);
    if (!address) {
        done_(seen_);
        return;
    }
    questions_.ask({.kind = probe::Kind::tcp, .host = address->host, .port = address->port, .timeout = one_probe},
                   AddressFamily::any, [this, here = std::weak_ptr(here_)](const probe::Outcome& outcome) {
                       if (!here.expired()) {
                           seen_.reached = outcome.state == probe::State::answered;
                           done_(seen_);
                       }
                   });
}

void CollectorQuestion::try_server(std::size_t server) {
    if (server == std::min(most_servers, config_.mqtt.servers.size()) ||
        (!seen_.trips.empty() && seen_.trips.back().let_in)) {
        done_(seen_);
        return;
    }
    BrokerTrip::Settings settings{.connect = {}, .area = config_.node.area, .node = config_.node.id};
    settings.number = 1'000'000'000U + random_() % 1'000'000'000U;  // the agent counts its own from 1
    settings.connect.server = config_.mqtt.servers[server];
    settings.connect.client_id = fmt::format("magpie-check-{:08x}", random_());
    settings.connect.timeout = one_connection;
    if (settings.connect.server.starts_with("ssl://")) {
        settings.connect.tls = tls_;
    }
    trip_ = std::make_unique<BrokerTrip>(loop_, clock_, settings, [this, server](const Trip& trip) {
        seen_.trips.push_back(trip);
        // From the loop: the trip must not end within its own call.
        soon_.call_after(Milliseconds{0}, [this, server] {
            trip_.reset();
            try_server(server + 1);
        });
    });
}

}  // namespace magpie::agent::check
