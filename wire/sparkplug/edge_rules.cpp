#include "wire/sparkplug/edge_rules.hpp"

#include <algorithm>

namespace magpie::sparkplug {

EdgeRules::EdgeRules(const edge::Settings& settings)
    : settings_(settings),
      backoff_(settings.backoff_base, settings.backoff_cap, settings.seed),
      next_bd_seq_(settings.next_bd_seq) {}

void EdgeRules::on(const edge::Event& event, const Now& now, Actions& actions) {
    std::visit([&](const auto& what) { handle(what, now, actions); }, event);
}

void EdgeRules::handle(const edge::Start& /*event*/, const Now& /*now*/, Actions& actions) {
    if (state_ == State::stopped) {
        connect(actions);
    }
}

void EdgeRules::handle(const edge::Connected& /*event*/, const Now& /*now*/, Actions& actions) {
    if (state_ != State::connecting) {
        return;
    }
    // Only a CONNECT that was answered uses up a bdSeq: failed attempts must not.
    bd_seq_ = next_bd_seq_++;
    actions.emplace_back(edge::Remember{next_bd_seq_});
    state_ = State::subscribing;
    actions.emplace_back(edge::Subscribe{edge::Filter::node_commands});
    open_subscriptions_ = 1;
    if (settings_.devices_take_commands) {
        actions.emplace_back(edge::Subscribe{edge::Filter::device_commands});
        ++open_subscriptions_;
    }
    if (settings_.waits_for_primary_host) {
        actions.emplace_back(edge::Subscribe{edge::Filter::host_state});
        ++open_subscriptions_;
        host_online_ = false;
    }
}

void EdgeRules::handle(const edge::ConnectFailed& /*event*/, const Now& now, Actions& /*actions*/) {
    if (state_ == State::connecting) {
        back_off(now);
    }
}

void EdgeRules::handle(const edge::ConnectionLost& /*event*/, const Now& now, Actions& /*actions*/) {
    if (state_ != State::stopped && state_ != State::backing_off) {
        back_off(now);
    }
}

void EdgeRules::handle(const edge::Subscribed& /*event*/, const Now& /*now*/, Actions& actions) {
    if (state_ == State::subscribing && --open_subscriptions_ == 0) {
        go_on_from_subscribed(actions);
    }
}

void EdgeRules::handle(const edge::RebirthAsked& /*event*/, const Now& now, Actions& actions) {
    if (state_ != State::online) {
        return;
    }
    // The first request is answered at once; those that follow closely are answered once, when the spacing is over.
    if (rebirths_closed_until_ && now.mono < *rebirths_closed_until_) {
        rebirth_waits_ = true;
        deadline_ = rebirths_closed_until_;
        return;
    }
    rebirths_closed_until_ = now.mono + settings_.rebirth_spacing;
    give_birth(actions);
}

void EdgeRules::handle(const edge::HostState& event, const Now& now, Actions& actions) {
    if (!settings_.waits_for_primary_host || (host_timestamp_ && event.timestamp < *host_timestamp_)) {
        return;
    }
    host_timestamp_ = event.timestamp;
    host_online_ = event.online;
    if (event.online && state_ == State::waiting_for_host) {
        go_on_from_subscribed(actions);
    } else if (!event.online && state_ == State::online) {
        actions.emplace_back(edge::SendDeath{bd_seq_});
        actions.emplace_back(edge::Disconnect{});
        back_off(now);
    }
}

void EdgeRules::handle(const edge::BirthOutdated& /*event*/, const Now& /*now*/, Actions& actions) {
    if (state_ == State::online) {
        give_birth(actions);
    }
}

void EdgeRules::handle(const edge::DeviceFound& event, const Now& /*now*/, Actions& actions) {
    if (std::ranges::find(devices_, event.device) == devices_.end()) {
        devices_.push_back(event.device);
    }
    if (state_ == State::online) {
        actions.emplace_back(edge::SendDeviceBirth{event.device});
    }
}

void EdgeRules::handle(const edge::DeviceLost& event, const Now& /*now*/, Actions& actions) {
    if (std::erase(devices_, event.device) != 0 && state_ == State::online) {
        actions.emplace_back(edge::SendDeviceDeath{event.device});
    }
}

void EdgeRules::handle(const edge::BirthNotTaken& /*event*/, const Now& now, Actions& actions) {
    if (state_ == State::online) {
        // Whoever leaves by his own will says so first; the broker drops the will with the DISCONNECT.
        actions.emplace_back(edge::SendDeath{bd_seq_});
        actions.emplace_back(edge::Disconnect{});
        back_off(now);
    }
}

void EdgeRules::handle(const edge::Tick& /*event*/, const Now& now, Actions& actions) {
    if (!deadline_ || now.mono < *deadline_) {
        return;
    }
    deadline_.reset();
    if (state_ == State::backing_off) {
        connect(actions);
    } else if (state_ == State::online && rebirth_waits_) {
        rebirths_closed_until_ = now.mono + settings_.rebirth_spacing;
        give_birth(actions);
    }
}

void EdgeRules::handle(const edge::Stop& /*event*/, const Now& /*now*/, Actions& actions) {
    if (state_ == State::online) {
        actions.emplace_back(edge::SendDeath{bd_seq_});
    }
    if (state_ != State::stopped && state_ != State::backing_off) {
        actions.emplace_back(edge::Disconnect{});
    }
    state_ = State::stopped;
    deadline_.reset();
}

void EdgeRules::connect(Actions& actions) {
    state_ = State::connecting;
    actions.emplace_back(edge::Connect{server_, next_bd_seq_});
}

void EdgeRules::back_off(const Now& now) {
    state_ = State::backing_off;
    server_ = (server_ + 1) % settings_.servers;
    rebirth_waits_ = false;
    deadline_ = now.mono + backoff_.next();
}

void EdgeRules::go_on_from_subscribed(Actions& actions) {
    if (settings_.waits_for_primary_host && !host_online_) {
        state_ = State::waiting_for_host;
        return;
    }
    state_ = State::online;
    rebirths_closed_until_.reset();
    backoff_.reset();
    give_birth(actions);
}

void EdgeRules::give_birth(Actions& actions) {
    rebirth_waits_ = false;
    deadline_.reset();
    seq_ = 0;
    actions.emplace_back(edge::SendBirth{bd_seq_});
    for (const auto& device : devices_) {
        actions.emplace_back(edge::SendDeviceBirth{device});
    }
}

}  // namespace magpie::sparkplug
