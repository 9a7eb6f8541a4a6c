#include "agent/app/gateway.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace magpie::agent {

namespace {

constexpr Milliseconds backoff_base{1000};
constexpr Milliseconds backoff_cap{60000};
/// Seconds of the quota that may come at once: a broker sends what is retained in one go.
constexpr double burst_seconds = 2;

constexpr std::string_view source = "gateway";
/// Nothing was ever heard of a sensor: its topic may be another.
constexpr std::string_view silent = "silent";
constexpr std::string_view failure_words[] = {"no_broker", "not_allowed", "too_many", "unreadable", "unknown_sensor"};

}  // namespace

Gateway::Gateway(GatewaySettings settings, mqtt::Client& client, Sensors& sensors)
    : settings_(std::move(settings)),
      client_(client),
      sensors_(sensors),
      backoff_(backoff_base, backoff_cap, settings_.seed),
      tokens_(burst_seconds * settings_.messages_per_second) {
    const auto add = [this](const std::string& name, Milliseconds period) {
        if (sensor(name) == nullptr) {
            heard_.push_back({.name = name, .index = sensors_.add({.name = name, .period = period}), .period = period});
        }
    };
    for (const auto& mapping : settings_.messages) {
        if (!mapping.sensor.empty()) {
            add(mapping.sensor, mapping.period);
        }
        for (const auto& [id, name] : mapping.sensors) {
            add(name, mapping.period);
        }
        if (std::ranges::find(filters_, mapping.topic) == filters_.end()) {
            filters_.push_back(mapping.topic);
        }
    }
}

Gateway::Heard* Gateway::sensor(std::string_view name) {
    const auto known = std::ranges::find(heard_, name, &Heard::name);
    return known == heard_.end() ? nullptr : &*known;
}

void Gateway::start(const Now& now) {
    filled_ = now.mono;
    for (auto& one : heard_) {
        one.silent_at = now.mono + 3 * one.period;
    }
    client_.connect(settings_.connect);
}

void Gateway::tick(const Now& now) {
    if (connect_at_ && now.mono >= *connect_at_) {
        connect_at_.reset();
        client_.connect(settings_.connect);
    }
    for (auto& one : heard_) {
        if (one.silent_at && now.mono >= *one.silent_at) {
            one.silent_at.reset();
            sensors_.failed(one.index, silent, now);
        }
    }
}

std::optional<Monotonic> Gateway::deadline() const {
    auto earliest = connect_at_;
    for (const auto& one : heard_) {
        if (one.silent_at && (!earliest || *one.silent_at < *earliest)) {
            earliest = one.silent_at;
        }
    }
    return earliest;
}

void Gateway::lost(std::string why, const Now& now) {
    ++failures_[no_broker];
    trouble_ = std::move(why);
    subscribed_ = 0;
    connect_at_ = now.mono + backoff_.next();
}

bool Gateway::on(const mqtt::Event& event, const Now& now) {
    if (const auto* message = std::get_if<mqtt::Received>(&event)) {
        return receive(*message, now);
    }
    if (std::holds_alternative<mqtt::Connected>(event)) {
        trouble_.clear();
        subscribed_ = 0;
        for (const auto& filter : filters_) {
            client_.subscribe(filter, 1);
        }
    } else if (std::holds_alternative<mqtt::Subscribed>(event)) {
        ++subscribed_;
        backoff_.reset();  // a broker that takes us and throws us out at once is no broker
    } else if (const auto* refused = std::get_if<mqtt::SubscribeFailed>(&event)) {
        ++failures_[not_allowed];
        trouble_ = refused->filter + ": " + refused->reason;
    } else if (const auto* failed = std::get_if<mqtt::ConnectFailed>(&event)) {
        lost(failed->reason, now);
    } else if (const auto* gone = std::get_if<mqtt::ConnectionLost>(&event)) {
        lost(gone->reason, now);
    }
    return false;
}

bool Gateway::within_quota(const Now& now) {
    const auto passed = std::chrono::duration<double>(now.mono - filled_).count();
    tokens_ = std::min(burst_seconds * settings_.messages_per_second, tokens_ + passed * settings_.messages_per_second);
    filled_ = now.mono;
    if (tokens_ < 1) {
        return false;
    }
    tokens_ -= 1;
    return true;
}

bool Gateway::receive(const mqtt::Received& message, const Now& now) {
    if (!within_quota(now)) {
        ++failures_[too_many];
        return false;
    }
    bool urgent = false;
    for (const auto& mapping : settings_.messages) {
        if (filter_takes(mapping.topic, message.topic)) {
            urgent = take(mapping, message, now) || urgent;
        }
    }
    return urgent;
}

bool Gateway::take(const JsonMapping& mapping, const mqtt::Received& message, const Now& now) {
    auto read = read_message(mapping, message.topic, message.payload, message.retained, now);
    auto* from = sensor(read.sensor);
    if (from == nullptr) {
        ++failures_[read.trouble == Misread::unknown_sensor ? unknown : unreadable];
        return false;
    }
    if (!read.trouble && read.measured && from->measured && *read.measured < *from->measured) {
        read.trouble = Misread::late;  // what is older than what is known must not take its place
        read.reading.values.clear();
    }
    // What the broker kept is no failure of the sensor: it only says nothing of now.
    if (read.trouble && read.trouble != Misread::retained) {
        sensors_.failed(from->index, misread_word(*read.trouble), now);
    }
    if (read.reading.values.empty()) {
        return false;
    }
    from->measured = read.measured;
    from->silent_at.reset();
    return sensors_.heard(from->index, read.reading, Milliseconds{0}, now);
}

void Gateway::write(Readings& readings) const {
    readings.set<"node_source_up">(subscribed_ == filters_.size() ? 1 : 0, source);
    for (std::size_t why = 0; why < failures_.size(); ++why) {
        if (failures_[why] > 0) {
            readings.count<"node_source_failures_total">(static_cast<double>(failures_[why]), source,
                                                         failure_words[why]);
        }
    }
}

}  // namespace magpie::agent
