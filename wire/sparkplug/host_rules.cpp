#include "wire/sparkplug/host_rules.hpp"

#include <algorithm>

namespace magpie::sparkplug {

namespace {

/// ms since 1970; beyond, a STATE is no time, and none could come after it.
constexpr std::uint64_t too_late = std::uint64_t{1} << 53;

std::uint64_t ms(const Now& now) {
    return static_cast<std::uint64_t>(now.wall.time_since_epoch().count());
}

}  // namespace

HostRules::HostRules(const host::Settings& settings)
    : backoff_(settings.backoff_base, settings.backoff_cap, settings.seed), silent_(settings.silent) {}

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
        if (state_ == State::changing) {
            connect(now, actions);
        } else if (state_ != State::stopped && state_ != State::backing_off) {
            back_off(now);
        }
    } else if (std::holds_alternative<host::Subscribed>(event)) {
        if (state_ == State::subscribing && --open_subscriptions_ == 0) {
            state_ = State::online;
            backoff_.reset();
            if (!silent_) {
                actions.emplace_back(host::PublishState{true, timestamp_});
            }
        }
    } else if (const auto* own = std::get_if<host::OwnState>(&event)) {
        if (own->timestamp < too_late) {
            newest_ = std::max(newest_, own->timestamp);
        }
        // The will of an earlier connection of ours may arrive after our birth.
        if (state_ == State::online && !own->online && !silent_) {
            actions.emplace_back(host::PublishState{true, timestamp_});
        }
    } else if (std::holds_alternative<host::Tick>(event)) {
        if (state_ == State::backing_off && deadline_ && now.mono >= *deadline_) {
            connect(now, actions);
        }
    } else if (const auto* voice = std::get_if<host::ChangeVoice>(&event)) {
        change_voice(voice->silent, actions);
    } else if (std::holds_alternative<host::Disconnected>(event)) {
        if (state_ == State::changing) {
            connect(now, actions);
        }
    } else if (std::holds_alternative<host::Stop>(event)) {
        if (state_ == State::online && !silent_) {
            actions.emplace_back(host::PublishState{false, std::max(ms(now), timestamp_)});
        }
        if (is_connected()) {
            actions.emplace_back(host::Disconnect{});
        }
        state_ = State::stopped;
        deadline_.reset();
    }
}

/// Nothing is said of a host that goes silent: another speaks for it.
void HostRules::change_voice(bool silent, Actions& actions) {
    if (silent == silent_) {
        return;
    }
    silent_ = silent;
    if (is_connected()) {
        state_ = State::changing;
        actions.emplace_back(host::Disconnect{});
    }
}

bool HostRules::is_connected() const {
    return state_ == State::connecting || state_ == State::subscribing || state_ == State::online;
}

/// Who hears STATE believes the newest, and the one who spoke before may have a clock ahead of ours.
void HostRules::connect(const Now& now, Actions& actions) {
    state_ = State::connecting;
    deadline_.reset();
    timestamp_ = std::max(ms(now), newest_ + 1);
    actions.emplace_back(host::Connect{silent_ ? std::nullopt : std::optional(timestamp_)});
}

void HostRules::back_off(const Now& now) {
    state_ = State::backing_off;
    deadline_ = now.mono + backoff_.next();
}

}  // namespace magpie::sparkplug
