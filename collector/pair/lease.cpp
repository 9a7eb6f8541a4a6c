#include "collector/pair/lease.hpp"

#include <algorithm>
#include <utility>

namespace magpie::collector {

namespace {

/// FNV-1a, which is the same on every machine.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    }
    return hash;
}

}  // namespace

Lease::Lease(lease::Settings settings)
    : settings_(std::move(settings)),
      jitter_(static_cast<std::int64_t>(hash_of(settings_.instance) %
                                        static_cast<std::uint64_t>(settings_.jitter.count()))) {}

void Lease::on(const lease::Event& event, const Now& now, Actions& actions) {
    if (std::holds_alternative<lease::Online>(event)) {
        online_ = true;
        if (!active_) {
            wait(now);
        }
    } else if (std::holds_alternative<lease::Offline>(event)) {
        online_ = false;
        takes_over_at_.reset();
    } else if (const auto* heard = std::get_if<lease::Heard>(&event)) {
        hear(heard->beat, now, actions);
    } else if (std::holds_alternative<lease::Gone>(event)) {
        if (takes_over_at_) {
            takes_over_at_ = std::min(*takes_over_at_, now.mono + settings_.gone + jitter_);
        }
    }
    look(now, actions);
}

void Lease::hear(const Heartbeat& beat, const Now& now, Actions& actions) {
    if (beat.instance == settings_.instance) {
        if (active_ && beat.term == term_) {
            renewed_ = now.mono;
        }
        return;
    }
    other_ = beat.instance;
    const bool yields = beat.term > term_ || (beat.term == term_ && beat.instance < settings_.instance);
    term_ = std::max(term_, beat.term);
    if (active_ && yields) {
        step_down(actions);
    } else if (!active_ && online_) {
        wait(now);
    }
}

/// Before anything else is done by one that was stopped for a while, or whose line is dead.
void Lease::look(const Now& now, Actions& actions) {
    const bool stalled = now.mono >= std::exchange(looked_, now.mono) + settings_.stall;
    if (takes_over_at_ && stalled) {
        wait(now);
    }
    if (active_ && now.mono >= renewed_ + settings_.holds) {
        step_down(actions);
    } else if (active_ && online_ && now.mono >= beat_at_) {
        beat(now, actions);
    } else if (takes_over_at_ && now.mono >= *takes_over_at_) {
        active_ = true;
        ++term_;
        takes_over_at_.reset();
        renewed_ = now.mono;
        beat(now, actions);
        actions.emplace_back(lease::TakeOver{});
    }
}

void Lease::wait(const Now& now) {
    takes_over_at_ = now.mono + settings_.silence + jitter_;
}

void Lease::beat(const Now& now, Actions& actions) {
    beat_at_ = now.mono + settings_.beat_every;
    actions.emplace_back(lease::Beat{{settings_.instance, term_}});
}

void Lease::step_down(Actions& actions) {
    active_ = false;
    online_ = false;
    actions.emplace_back(lease::StepDown{});
}

}  // namespace magpie::collector
