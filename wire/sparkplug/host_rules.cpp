#include "wire/sparkplug/host_rules.hpp"

namespace magpie::sparkplug {

namespace {

std::uint64_t ms(const Now& now) {
    return static_cast<std::uint64_t>(now.wall.time_since_epoch().count());
}

}  // namespace

HostRules::HostRules(const host::Settings& settings)
    : backoff_(settings.backoff_base, settings.backoff_cap, settings.seed) {}

void HostRules::on(const host::Event& event, const Now& now, Actions& actions) {
    if (std::holds_alternative<host::Start>(event)) {
        if (state_ == State::stopped) {
            connect(now, actions);
        }
    } else if (std::holds_alternative<host::Connected>(event)) {
        if (state_ == State::connecting) {
            state_ = State::subscribing;
            actions.emplace_back(host::Subscribe{host::Filter::own_state});
            actions.emplace_back(host::Subscribe{host::Filter::all_edges});
            open_subscriptions_ = 2;
        }
    } else if (std::holds_alternative<host::ConnectFailed>(event) ||
               std::holds_alternative<host::ConnectionLost>(event)) {
        if (state_ != State::stopped && state_ != State::backing_off) {
            back_off(now);
        }
    } else if (std::holds_alternative<host::Subscribed>(event)) {
        if (state_ == State::subscribing && --open_subscriptions_ == 0) {
            state_ = State::online;
            backoff_.reset();
            actions.emplace_back(host::PublishState{true, timestamp_});
        }
    } else if (const auto* own = std::get_if<host::OwnState>(&event)) {
        // The will of an earlier connection of ours may arrive after our birth.
        if (state_ == State::online && !own->online) {
            actions.emplace_back(host::PublishState{true, timestamp_});
        }
    } else if (std::holds_alternative<host::Tick>(event)) {
        if (state_ == State::backing_off && deadline_ && now.mono >= *deadline_) {
            connect(now, actions);
        }
    } else if (std::holds_alternative<host::Stop>(event)) {
        if (state_ == State::online) {
            actions.emplace_back(host::PublishState{false, ms(now)});
        }
        if (state_ != State::stopped && state_ != State::backing_off) {
            actions.emplace_back(host::Disconnect{});
        }
        state_ = State::stopped;
        deadline_.reset();
    }
}

void HostRules::connect(const Now& now, Actions& actions) {
    state_ = State::connecting;
    deadline_.reset();
    timestamp_ = ms(now);
    actions.emplace_back(host::Connect{timestamp_});
}

void HostRules::back_off(const Now& now) {
    state_ = State::backing_off;
    deadline_ = now.mono + backoff_.next();
}

}  // namespace magpie::sparkplug
