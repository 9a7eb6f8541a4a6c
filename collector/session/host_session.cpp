#include "collector/session/host_session.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "wire/check/check_topic.hpp"
#include "wire/order/order.hpp"
#include "wire/pole_page/pole_report.hpp"
#include "wire/report/round_trip.hpp"
#include "wire/sparkplug/host_state.hpp"
#include "wire/sparkplug/names.hpp"
#include "wire/sparkplug/payload_encoder.hpp"
#include "wire/sparkplug/topic.hpp"

namespace magpie::collector {

namespace host = sparkplug::host;
using sparkplug::Verb;

namespace {

/// What edges say, without the commands, which are our own and would come back to one that is alone.
constexpr std::array<std::string_view, 6> words_of_edges{"NBIRTH/+",   "NDEATH/+", "DBIRTH/+/+",
                                                         "DDEATH/+/+", "NDATA/+",  "DDATA/+/+"};

/// Of nodes that ask how long a message takes, a second: of a hundred thousand that ask once a minute, three times as
/// many. What is beyond is no measurement.
constexpr std::size_t most_pings = 5'000;

}  // namespace

HostSession::HostSession(SessionSettings settings, mqtt::Client& client, Receiver receiver)
    : settings_(std::move(settings)),
      client_(client),
      receiver_(std::move(receiver)),
      rules_(host::Settings{.seed = settings_.seed, .silent = !settings_.is_alone()}),
      own_state_(sparkplug::state_topic(settings_.host_id)),
      heartbeats_(heartbeat_topic(settings_.host_id)) {}

void HostSession::start(const Now& now) {
    tell(host::Start{}, now);
}

void HostSession::stop(const Now& now) {
    stopping_ = true;
    tell(host::Stop{}, now);
}

void HostSession::tick(const Now& now) {
    tell(host::Tick{}, now);
}

void HostSession::on(const mqtt::Event& event, const Now& now) {
    if (is_beside(event)) {
        // Where the broker does not let us hear them, none is answered, and all else goes on.
        if (const auto* message = std::get_if<mqtt::Received>(&event)) {
            receive_beside(*message, now);
        }
        return;
    }
    if (std::holds_alternative<mqtt::Connected>(event)) {
        ++counters_.connects;
        trouble_.clear();
        tell(host::Connected{}, now);
    } else if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&event)) {
        trouble_ = failed->reason;
        leaving_ = false;
        tell(host::ConnectFailed{}, now);
    } else if (const auto* lost = std::get_if<mqtt::ConnectionLost>(&event)) {
        trouble_ = lost->reason;
        leaving_ = false;
        tell(host::ConnectionLost{}, now);
        no_longer_connected(now);
    } else if (const auto* subscribed_to = std::get_if<mqtt::Subscribed>(&event)) {
        subscribed(subscribed_to->filter, now);
    } else if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        trouble_ = "the broker refused the subscription to " + refused->filter + ": " + refused->reason;
        client_.disconnect();
        tell(host::ConnectionLost{}, now);
        no_longer_connected(now);  // some filters may have worked
    } else if (const auto* message = std::get_if<mqtt::Received>(&event)) {
        receive(*message, now);
    } else if (std::holds_alternative<mqtt::Disconnected>(event)) {
        leaving_ = false;
        tell(host::Disconnected{}, now);
    }
}

void HostSession::no_longer_connected(const Now& now) {
    connected_ = false;
    receiver_.connection_lost(now);
}

void HostSession::change_voice(bool silent, const Now& now) {
    tell(host::ChangeVoice{silent}, now);
}

void HostSession::tell(const host::Event& event, const Now& now) {
    std::vector<host::Action> actions;
    rules_.on(event, now, actions);
    for (const auto& action : actions) {
        act(action, now);
    }
    if (!connected_ && rules_.online()) {
        connected_ = true;
        receiver_.connected(now);
    }
}

void HostSession::act(const host::Action& action, const Now& now) {
    if (const auto* connect = std::get_if<host::Connect>(&action)) {
        if (connected_) {
            no_longer_connected(now);  // left to come back with another voice
        }
        client_.connect(
            {.server = settings_.server,
             .client_id = settings_.client_id(),
             .will = connect->timestamp ? std::optional(state_message(false, *connect->timestamp)) : std::nullopt,
             .keep_alive = settings_.keep_alive,
             .tls = settings_.tls});
    } else if (const auto* subscribe = std::get_if<host::Subscribe>(&action)) {
        if (subscribe->filter == host::Filter::own_state) {
            client_.subscribe(own_state_, 1);
        } else {
            const auto filters = edge_filters();
            open_edge_filters_ = filters.size();
            for (const auto& filter : filters) {
                client_.subscribe(filter, 1);
            }
            // The birth does not wait for these.
            for (const auto& filter : side_filters()) {
                client_.subscribe(filter, 1);
            }
        }
    } else if (const auto* state = std::get_if<host::PublishState>(&action)) {
        publish(state_message(state->online, state->timestamp));
    } else if (std::holds_alternative<host::Disconnect>(action)) {
        leaving_ = true;
        client_.disconnect();
    }
}

std::vector<std::string> HostSession::edge_filters() const {
    std::vector<std::string> filters;
    const auto add = [&](std::string_view area) {
        const auto in_area = "spBv1.0/" + std::string(area) + "/";
        for (const auto words : words_of_edges) {
            filters.push_back(in_area + std::string(words));
        }
        if (!settings_.is_alone()) {
            filters.push_back(in_area + "NCMD/+");
        }
    };
    if (!settings_.is_alone()) {
        filters.push_back(heartbeats_);
    }
    if (settings_.areas.empty()) {
        add("+");
    }
    for (const auto& area : settings_.areas) {
        add(area);
    }
    return filters;
}

/// What is outside Sparkplug.
std::vector<std::string> HostSession::side_filters() const {
    std::vector<std::string> filters;
    const auto add = [&](std::string_view area) {
        if (receiver_.pinged) {
            filters.push_back(ping_filter(area));
        }
        if (receiver_.checked) {
            filters.push_back(check::check_topic(area, "+"));
        }
        if (settings_.hears_reports && receiver_.reported) {
            filters.push_back(std::string(pole_report_topics) + std::string(area) + "/+");
        }
    };
    if (settings_.areas.empty()) {
        add("+");
    }
    for (const auto& area : settings_.areas) {
        add(area);
    }
    return filters;
}

bool HostSession::is_beside(const mqtt::Event& event) const {
    const auto is_one = [this](const std::string& filter) {
        const auto filters = side_filters();
        return std::ranges::find(filters, filter) != filters.end();
    };
    if (const auto* subscribed_to = std::get_if<mqtt::Subscribed>(&event)) {
        return is_one(subscribed_to->filter);
    }
    if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        return is_one(refused->filter);
    }
    const auto* message = std::get_if<mqtt::Received>(&event);
    return message != nullptr && (pinging_node(message->topic) || check::teller_of(message->topic) ||
                                  message->topic.starts_with(pole_report_topics));
}

void HostSession::receive_beside(const mqtt::Received& message, const Now& now) {
    if (const auto node = pinging_node(message.topic)) {
        receive_ping(*node, message.payload, now);
        return;
    }
    const auto& taker = message.topic.starts_with(pole_report_topics) ? receiver_.reported : receiver_.checked;
    if (taker) {
        taker(message.topic, message.payload, now);
    }
}

void HostSession::answer_report(std::string_view node, std::string_view id) {
    publish({std::string(pole_reported_topics) + std::string(node), std::string(id), 1, false});
}

void HostSession::receive_ping(std::string_view node, std::string_view ping, const Now& now) {
    if (now.mono >= pings_since_ + std::chrono::seconds(1)) {
        pings_since_ = now.mono;
        pings_ = 0;
    }
    if (receiver_.pinged && is_ping(ping) && ++pings_ <= most_pings) {
        receiver_.pinged(node, ping);
    }
}

void HostSession::answer_ping(std::string_view node, std::string_view ping) {
    publish({pong_topic(node), std::string(ping), 0, false});
}

void HostSession::subscribed(const std::string& filter, const Now& now) {
    // The rules know the edges' messages as one subscription.
    if (filter == own_state_ || (open_edge_filters_ > 0 && --open_edge_filters_ == 0)) {
        tell(host::Subscribed{}, now);
    }
}

void HostSession::receive(const mqtt::Received& message, const Now& now) {
    if (message.topic == own_state_) {
        if (const auto state = sparkplug::decode_host_state(message.payload)) {
            tell(host::OwnState{state->online, state->timestamp}, now);
            if (!state->online && !message.retained && receiver_.host_gone) {
                receiver_.host_gone(now);
            }
        }
    } else if (settings_.is_alone() || message.topic != heartbeats_) {
        receiver_.message(message.topic, message.payload, now);
    } else if (const auto beat = decode_heartbeat(message.payload)) {
        receiver_.heartbeat(*beat, now);
    }
}

mqtt::Message HostSession::state_message(bool online, std::uint64_t timestamp) const {
    const auto rule = delivery(Verb::state);
    return {own_state_, sparkplug::encode({online, timestamp}), rule.qos, rule.retain};
}

bool HostSession::publish(const mqtt::Message& message) {
    const bool taken = client_.publish(message);
    counters_.publish_failures += taken ? 0 : 1;
    return taken;
}

bool HostSession::command(std::string_view area, std::string_view node, std::string payload) {
    const auto rule = delivery(Verb::ncmd);
    return publish({sparkplug::topic(area, Verb::ncmd, node), std::move(payload), rule.qos, rule.retain});
}

void HostSession::beat(const Heartbeat& beat) {
    publish({heartbeats_, encode(beat), 0, false});
}

void HostSession::ask_rebirth(std::string_view area, std::string_view node, const Now& now) {
    std::string payload;
    sparkplug::PayloadEncoder(payload).timestamp(now.wall).boolean(
        {.name = sparkplug::rebirth_metric, .time = now.wall, .with_datatype = true}, true);
    command(area, node, std::move(payload));
}

void HostSession::acknowledge(std::string_view area, std::string_view node, const std::vector<Acknowledge>& epochs,
                              const Now& now) {
    std::string payload;
    sparkplug::PayloadEncoder encoder(payload);
    encoder.timestamp(now.wall);
    for (const auto& epoch : epochs) {
        encoder.bytes({.name = acknowledge_metric, .time = now.wall, .with_datatype = true}, encode(epoch));
    }
    if (command(area, node, std::move(payload))) {
        ++counters_.acknowledgements;
    }
}

void HostSession::verify_block(std::string_view area, std::string_view node, const BlockCheck& check, const Now& now) {
    std::string payload;
    sparkplug::PayloadEncoder(payload).timestamp(now.wall).bytes(
        {.name = block_check_metric, .time = now.wall, .with_datatype = true}, encode(check));
    command(area, node, std::move(payload));
}

bool HostSession::ask_check(std::string_view area, std::string_view node, std::string_view id, const Now& now) {
    std::string payload;
    sparkplug::PayloadEncoder(payload).timestamp(now.wall).text(
        {.name = check::check_metric, .time = now.wall, .with_datatype = true}, id);
    return command(area, node, std::move(payload));
}

void HostSession::give_turn(std::string_view area, std::string_view node, const ThroughputToken& token,
                            const Now& now) {
    std::string payload;
    sparkplug::PayloadEncoder(payload).timestamp(now.wall).bytes(
        {.name = throughput_token_metric, .time = now.wall, .with_datatype = true}, encode(token));
    command(area, node, std::move(payload));
}

void HostSession::order(std::string_view area, std::string_view node, std::string_view order,
                        std::string_view revocations, const Now& now) {
    std::string payload;
    sparkplug::PayloadEncoder encoder(payload);
    encoder.timestamp(now.wall);
    if (!revocations.empty()) {
        encoder.bytes({.name = revocations_metric, .time = now.wall, .with_datatype = true}, revocations);
    }
    encoder.bytes({.name = order_metric, .time = now.wall, .with_datatype = true}, order);
    command(area, node, std::move(payload));
}

}  // namespace magpie::collector
