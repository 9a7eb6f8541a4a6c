#include <utility>

#include "agent/probe_command/broker.hpp"

#include <chrono>
#include <cstdio>
#include <random>

#include <fmt/format.h>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <nlohmann/json.hpp>

#include "agent/probe_command/until_told.hpp"
#include "platform/mqtt/paho_client.hpp"
#include "platform/mqtt/server_address.hpp"
#include "wire/report/round_trip.hpp"

namespace magpie::agent {

namespace {

constexpr std::chrono::seconds patience{3};

/// Lives on the loop; owned by print_broker().
class Stranger {
  public:
    Stranger(boost::asio::io_context& loop, const platform::Clock& clock, const mqtt::Connect& connect)
        : loop_(loop),
          clock_(clock),
          topic_(ping_topic("probe", connect.client_id)),
          begun_(clock.now().mono),
          client_(loop),
          timer_(loop) {
        client_.listen([this](const mqtt::Event& event) { on(event); });
        client_.connect(connect);
    }

    [[nodiscard]] const BrokerFound& found() const { return found_; }

  private:
    void on(const mqtt::Event& event) {
        if (std::holds_alternative<mqtt::Connected>(event)) {
            found_.connected = clock_.now().mono - begun_;
            client_.subscribe(topic_, 0);
            timer_.expires_after(patience);
            timer_.async_wait([this](const boost::system::error_code& problem) {
                if (!problem) {
                    leave();
                }
            });
        } else if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&event)) {
            found_.why_not = failed->reason;
            loop_.stop();
        } else if (std::holds_alternative<mqtt::Subscribed>(event)) {
            sent_at_ = clock_.now().mono;
            if (!client_.publish({topic_, "1", 0, false})) {
                leave();
            }
        } else if (std::holds_alternative<mqtt::Received>(event)) {
            found_.round_trip = clock_.now().mono - sent_at_;
            leave();
        } else if (std::holds_alternative<mqtt::SubscribeFailed>(event)) {
            leave();
        } else {
            loop_.stop();  // it is over, whoever ended it
        }
    }

    void leave() {
        timer_.cancel();
        client_.disconnect();
    }

    boost::asio::io_context& loop_;
    const platform::Clock& clock_;
    std::string topic_;
    Monotonic begun_;
    Monotonic sent_at_{};
    mqtt::PahoClient client_;
    boost::asio::steady_timer timer_;
    BrokerFound found_;
};

nlohmann::ordered_json seconds_or_null(const std::optional<Milliseconds>& time) {
    return time ? nlohmann::ordered_json(std::chrono::duration<double>(*time).count()) : nlohmann::ordered_json();
}

}  // namespace

std::string broker_summary(const std::string& server, const BrokerFound& found) {
    if (!found.connected) {
        return fmt::format("mqtt {}: not let in: {}", server, found.why_not);
    }
    const auto back = found.round_trip ? fmt::format("a message came back in {} ms", found.round_trip->count())
                                       : std::string("no message came back");
    return fmt::format("mqtt {}: let in after {} ms, {}", server, found.connected->count(), back);
}

std::string broker_json(const std::string& server, const BrokerFound& found) {
    const nlohmann::ordered_json all{
        {"probe", "mqtt"},
        {"server", server},
        {"connected", found.connected.has_value()},
        {"connect_seconds", seconds_or_null(found.connected)},
        {"round_trip_seconds", seconds_or_null(found.round_trip)},
        {"why_not", found.connected ? nlohmann::ordered_json() : nlohmann::ordered_json(found.why_not)}};
    return all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

int print_broker(const ProbeCommand& command, const std::string& ca_file, const platform::Clock& clock) {
    const auto refusal = command.words.size() == 2 ? mqtt::check_server(command.words[1]) : std::nullopt;
    if (command.words.size() != 2 || command.count != 0 || refusal) {
        std::fprintf(stderr, "magpie-agent: probe mqtt wants a server like tcp://host:1883 or ssl://host:8883\n");
        return 2;
    }
    const auto& server = command.words[1];
    boost::asio::io_context loop(1);
    const UntilTold until_told(loop);
    std::random_device random;
    mqtt::Connect connect;
    connect.server = server;
    connect.client_id = fmt::format("magpie-probe-{:08x}", random());
    connect.tls.ca_file = server.starts_with("ssl://") ? ca_file : std::string();
    const Stranger stranger(loop, clock, connect);
    loop.run();
    const auto& found = stranger.found();
    std::printf("%s\n", (command.json ? broker_json(server, found) : broker_summary(server, found)).c_str());
    return found.connected ? 0 : 1;
}

}  // namespace magpie::agent
