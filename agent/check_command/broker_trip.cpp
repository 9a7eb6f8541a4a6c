#include <utility>

#include "agent/check_command/broker_trip.hpp"

#include <variant>

#include "wire/report/round_trip.hpp"

namespace magpie::agent::check {

namespace {

constexpr Milliseconds patience{3000};
/// A collector answers a flood of them in part (docs/protocol.md): one more is not too many.
constexpr int most_messages = 2;

}  // namespace

BrokerTrip::BrokerTrip(boost::asio::io_context& loop, const platform::Clock& clock, const Settings& settings, Done done)
    : clock_(clock),
      ping_(ping_topic(settings.area, settings.node)),
      pong_(pong_topic(settings.node)),
      payload_(std::to_string(settings.number)),
      begun_(clock.now().mono),
      trip_{.server = settings.connect.server},
      done_(std::move(done)),
      enough_(loop),
      client_(loop) {
    client_.listen([this](const mqtt::Event& event) { on(event); });
    client_.connect(settings.connect);
}

void BrokerTrip::on(const mqtt::Event& event) {
    if (std::holds_alternative<mqtt::Connected>(event)) {
        trip_.let_in = true;
        trip_.connected = clock_.now().mono - begun_;
        client_.subscribe(ping_, 0);
        client_.subscribe(pong_, 0);
        be_patient();
    } else if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&event)) {
        trip_.why_not = failed->reason;
        over();
    } else if (std::holds_alternative<mqtt::Subscribed>(event) ||
               std::holds_alternative<mqtt::SubscribeFailed>(event)) {
        const auto* const refused = std::get_if<mqtt::SubscribeFailed>(&event);
        trip_.is_forbidden = trip_.is_forbidden || (refused != nullptr && refused->filter == pong_);
        constexpr int both = 2;
        if (++subscribed_ == both) {
            send();
        }
    } else if (const auto* message = std::get_if<mqtt::Received>(&event)) {
        heard(*message);
    } else {
        over();  // whoever ended it
    }
}

void BrokerTrip::send() {
    if (sent_++ == 0) {
        sent_at_ = clock_.now().mono;
    }
    if (client_.publish({ping_, payload_, 0, false})) {
        be_patient();
    } else {
        leave();
    }
}

void BrokerTrip::heard(const mqtt::Received& message) {
    if (message.payload != payload_ || leaving_) {
        return;
    }
    auto& side = message.topic == pong_ ? trip_.collector : trip_.broker;
    side = side.value_or(clock_.now().mono - sent_at_);
    if (trip_.collector && trip_.broker) {
        leave();
    }
}

void BrokerTrip::be_patient() {
    enough_.call_after(patience, [this] { no_more_patience(); });
}

void BrokerTrip::no_more_patience() {
    if (leaving_) {
        over();
    } else if (sent_ > 0 && sent_ < most_messages && !trip_.is_forbidden) {
        send();
    } else {
        leave();
    }
}

void BrokerTrip::leave() {
    leaving_ = true;
    client_.disconnect();
    be_patient();
}

void BrokerTrip::over() {
    enough_.cancel();
    if (const auto done = std::exchange(done_, nullptr)) {
        done(trip_);
    }
}

}  // namespace magpie::agent::check
