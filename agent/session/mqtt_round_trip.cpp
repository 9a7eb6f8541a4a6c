#include "agent/session/mqtt_round_trip.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "wire/report/round_trip.hpp"

namespace magpie::agent {

namespace {

/// Longer than a message waits behind a backlog, and shorter than the shortest interval.
constexpr Milliseconds patience{9000};

}  // namespace

MqttRoundTrip::MqttRoundTrip(MqttRoundTripSettings settings, mqtt::Client& client)
    : settings_(std::move(settings)),
      client_(client),
      topics_{ping_topic(settings_.area, settings_.node), pong_topic(settings_.node)},
      random_(settings_.seed) {}

std::optional<std::size_t> MqttRoundTrip::side_of(std::string_view topic) const {
    const auto found = std::ranges::find(topics_, topic);
    return found == topics_.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - topics_.begin()));
}

bool MqttRoundTrip::concerns(const mqtt::Event& event) const {
    if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&event)) {
        return side_of(subscribed->filter).has_value();
    }
    if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        return side_of(refused->filter).has_value();
    }
    const auto* message = std::get_if<mqtt::Received>(&event);
    return message != nullptr && side_of(message->topic).has_value();
}

void MqttRoundTrip::on(const mqtt::Event& event, const Now& now) {
    if (const auto* subscribed = std::get_if<mqtt::Subscribed>(&event)) {
        sides_[*side_of(subscribed->filter)].is_subscribed = true;
        return;
    }
    const auto* message = std::get_if<mqtt::Received>(&event);
    if (message == nullptr || message->payload != std::to_string(number_)) {
        return;  // not let, or an answer to one that was given up
    }
    auto& side = sides_[*side_of(message->topic)];
    if (!std::exchange(side.is_waited_for, false)) {
        return;
    }
    side.round_trip = now.mono - sent_at_;
    side.has_answered = true;
    ++side.answered;
    if (std::ranges::none_of(sides_, &Side::is_waited_for)) {
        until_.reset();
    }
}

void MqttRoundTrip::tick(bool online, const Now& now) {
    if (settings_.interval == Milliseconds{0}) {
        return;
    }
    if (!std::exchange(online_, online) && online) {
        for (std::size_t side = 0; side < sides_.size(); ++side) {
            sides_[side].is_subscribed = false;
            client_.subscribe(topics_[side], 0);
        }
        std::uniform_int_distribution<Milliseconds::rep> within(1, settings_.interval.count());
        next_at_ = now.mono + Milliseconds{within(random_)};
    }
    if (!online) {
        // What was under way went with the connection, and says nothing of how long it takes.
        next_at_.reset();
        until_.reset();
        std::ranges::for_each(sides_, [](Side& side) {
            side.is_waited_for = false;
            side.round_trip.reset();
        });
        return;
    }
    if (until_ && now.mono >= *until_) {
        give_up();
    }
    if (now.mono >= *next_at_) {
        next_at_ = std::max(*next_at_ + settings_.interval, now.mono + Milliseconds{1});
        ask(now);
    }
}

void MqttRoundTrip::ask(const Now& now) {
    // Who cannot hear the answer to it does not ask.
    if (!sides_[0].is_subscribed || !client_.publish({topics_[0], std::to_string(number_ + 1), 0, false})) {
        return;
    }
    ++number_;
    sent_at_ = now.mono;
    until_ = now.mono + patience;
    std::ranges::for_each(sides_, [](Side& side) { side.is_waited_for = side.is_subscribed; });
}

void MqttRoundTrip::give_up() {
    until_.reset();
    for (auto& side : sides_) {
        if (std::exchange(side.is_waited_for, false)) {
            side.round_trip.reset();
            ++side.unanswered;
        }
    }
}

std::optional<Monotonic> MqttRoundTrip::deadline() const {
    return next_at_ && until_ ? std::min(next_at_, until_) : next_at_;
}

void MqttRoundTrip::write(Readings& readings) const {
    for (std::size_t place = 0; place < sides_.size(); ++place) {
        const auto& side = sides_[place];
        const auto word = side_words[place];
        if (side.round_trip) {
            readings.set<"path_mqtt_round_trip_seconds">(std::chrono::duration<double>(*side.round_trip).count(), word);
        }
        // A collector of before it answered such messages, or another host, is no fault.
        if (side.has_answered || (place == 0 && side.unanswered > 0)) {
            readings.count<"path_mqtt_round_trips_total">(static_cast<double>(side.answered), word, "answered");
            readings.count<"path_mqtt_round_trips_total">(static_cast<double>(side.unanswered), word, "no_answer");
        }
    }
}

}  // namespace magpie::agent
