#include <utility>

#include "agent/app/gateway_line.hpp"

#include <algorithm>
#include <variant>

#include "platform/config/reader.hpp"

namespace magpie::agent {

namespace {

/// A broker that is flooded must not cost the agent memory; what is beyond its quota would be dropped anyway.
constexpr std::size_t most_waiting = 512 * 1024;

GatewaySettings gateway_settings(const Config& config, std::uint32_t seed, const log::Log& log) {
    const auto& gateway = config.gateway;
    mqtt::Connect connect{
        .server = gateway.server, .client_id = "magpie-" + config.node.id, .will = {}, .tls = gateway.tls};
    connect.user = gateway.user;
    if (!gateway.password_file.empty()) {
        const auto password = config::load(gateway.password_file);
        if (password) {
            connect.password = password->substr(0, password->find_first_of("\r\n"));
        } else {
            log.warning("no password for the broker of the pole", {{"reason", password.error()}});
        }
    }
    return {.connect = std::move(connect),
            .messages_per_second = gateway.messages_per_second,
            .messages = gateway.messages,
            .seed = seed};
}

}  // namespace

GatewayLine::GatewayLine(boost::asio::io_context& loop, const Config& config, Sensors& sensors, std::uint32_t seed,
                         const platform::Clock& clock, const log::Log& log)
    : clock_(clock),
      log_(log),
      client_(loop, {.received_limit = most_waiting}),
      gateway_(gateway_settings(config, seed, log), client_, sensors),
      timer_(loop) {
    client_.listen([this](const mqtt::Event& event) { on(event); });
    gateway_.start(clock_.now());
    wait_for_deadline();
}

void GatewayLine::sample(Readings& readings, const Now& /*now*/) {
    gateway_.write(readings);
}

void GatewayLine::on(const mqtt::Event& event) {
    if (gateway_.on(event, clock_.now())) {
        bell_.ring();
    }
    if (!std::holds_alternative<mqtt::Received>(event)) {
        say_trouble();
        wait_for_deadline();
    }
}

/// Once for each cause.
void GatewayLine::say_trouble() {
    if (gateway_.trouble() == said_trouble_) {
        return;
    }
    said_trouble_ = gateway_.trouble();
    if (said_trouble_.empty()) {
        log_.info("connected to the broker of the pole");
    } else {
        log_.warning("the broker of the pole tells nothing, or not all", {{"reason", said_trouble_}});
    }
}

void GatewayLine::wait_for_deadline() {
    const auto deadline = gateway_.deadline();
    if (!deadline) {
        timer_.cancel();
        return;
    }
    timer_.call_after(std::max(Milliseconds{0}, *deadline - clock_.now().mono), [this] {
        gateway_.tick(clock_.now());
        wait_for_deadline();
    });
}

}  // namespace magpie::agent
