#include "agent/session/asked_round_trip.hpp"

#include <algorithm>
#include <utility>
#include <variant>

#include "wire/report/round_trip.hpp"

namespace magpie::agent {

namespace {

/// Of one message, and of the broker for the subscriptions: longer than either waits behind a backlog.
constexpr Milliseconds patience{5000};
constexpr int most_messages = 2;

}  // namespace

AskedRoundTrip::AskedRoundTrip(const AskedRoundTripSettings& settings, mqtt::Client& client)
    : client_(client),
      topics_{ping_topic(settings.area, settings.node), pong_topic(settings.node)},
      number_(settings.first_number) {}

void AskedRoundTrip::ask(bool online, const Now& now) {
    if (until_) {
        return;
    }
    outcome_ = {};
    if (!online) {
        over(false);
        return;
    }
    sent_ = 0;
    ++number_;
    until_ = now.mono + patience;
    awaited_ = {true, true};
    // At each question anew: whoever else has subscribed to them, twice is once.
    for (const auto& topic : topics_) {
        client_.subscribe(topic, 0);
    }
}

void AskedRoundTrip::on(const mqtt::Event& event, const Now& now) {
    if (!until_) {
        return;
    }
    if (const auto* subscription = std::get_if<mqtt::Subscribed>(&event)) {
        subscribed(subscription->filter, now);
    } else if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        outcome_.forbidden = outcome_.forbidden || refused->filter == topics_[1];
        subscribed(refused->filter, now);
    } else if (const auto* message = std::get_if<mqtt::Received>(&event);
               message != nullptr && sent_ > 0 && message->payload == std::to_string(number_)) {
        auto& side = message->topic == topics_[1] ? outcome_.collector : outcome_.broker;
        side = side.value_or(now.mono - sent_at_);
        if (outcome_.broker && outcome_.collector) {
            over(true);
        }
    } else if (std::holds_alternative<mqtt::ConnectionLost>(event) ||
               std::holds_alternative<mqtt::Disconnected>(event)) {
        over(false);
    }
}

void AskedRoundTrip::subscribed(const std::string& filter, const Now& now) {
    for (std::size_t side = 0; side < topics_.size(); ++side) {
        awaited_[side] = awaited_[side] && filter != topics_[side];
    }
    if (sent_ == 0 && std::ranges::none_of(awaited_, [](bool awaited) { return awaited; })) {
        send(now);
    }
}

void AskedRoundTrip::send(const Now& now) {
    if (sent_++ == 0) {
        sent_at_ = now.mono;
    }
    until_ = now.mono + patience;
    if (!client_.publish({topics_[0], std::to_string(number_), 0, false})) {
        over(false);
    }
}

void AskedRoundTrip::tick(const Now& now) {
    if (!until_ || now.mono < *until_) {
        return;
    }
    if (sent_ > 0 && sent_ < most_messages && !outcome_.forbidden) {
        send(now);
    } else {
        over(sent_ > 0);
    }
}

void AskedRoundTrip::over(bool asked) {
    until_.reset();
    outcome_.asked = asked;
    over_ = outcome_;
}

std::optional<AskedRoundTrip::Outcome> AskedRoundTrip::take() {
    return std::exchange(over_, std::nullopt);
}

}  // namespace magpie::agent
