#include "agent/capture/client/connections.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::agent {

namespace {

using capture::ClientChange;
using capture::EventUse;
using capture::Outcome;
using client::Attempts;
using client::Client;
using namespace std::chrono_literals;

/// Longer than a frame waits in the kernel's ring and in a turn of the loop.
constexpr auto frames_come_within = 300ms;
/// An attempt that ended so shortly before is the one whose success hostapd says: the agent may have been busy.
constexpr auto told_after_all_within = 5s;

}  // namespace

EventUse Connections::told(std::uint8_t network, const capture::ClientEvent& event, CaptureTime at) {
    const MacAddress address{event.client};
    if (address.group() || is_own(address)) {
        return EventUse::no_client;
    }
    if (told_.size() == most_told) {
        return EventUse::no_room;
    }
    key_used_ = true;
    told_.push_back({hash_.of(address), at, event.reason, network, event.change});
    return EventUse::taken;
}

void Connections::hear_told(CaptureTime now) {
    const auto due = std::ranges::find_if(told_, [&](const Told& told) { return now - told.at < frames_come_within; });
    for (auto told = told_.begin(); told != due; ++told) {
        auto* known = attempts_.find(told->client);
        const bool elsewhere = known != nullptr && known->network != told->network;
        if (elsewhere && known->last > told->at) {
            continue;  // it has gone there since
        }
        if (told->change == ClientChange::left) {
            if (known != nullptr && !elsewhere) {
                hear_left(*known, *told);
            }
            continue;
        }
        if (known == nullptr) {
            known = &attempts_.know(told->client, told->network, told->at);
        } else if (elsewhere) {
            Attempts::abandon(*known);
        }
        attempts_.here(*known, told->network);
        hear_told(*known, *told);
    }
    told_.erase(told_.begin(), due);
}

void Connections::hear_told(Client& known, const Told& told) {
    const auto ends = [&](const std::optional<client::StageEnd>& end) {
        if (end) {
            if (end->outcome != Outcome::success) {
                attempts_.begin(known, end->begun);
            }
            attempts_.end(&known, told.network, *end);
        }
    };
    switch (told.change) {
        case ClientChange::connected:
            known.authentication.passed(told.at);
            known.association.passed(told.at);
            known.dot1x.passed(told.at);
            ends(known.handshake.told_connected(told.at));
            if (known.over < told.at - told_after_all_within) {
                attempts_.begin(known, told.at);
            }
            return;
        case ClientChange::wrong_passphrase:
            ends(known.handshake.told_wrong_key(told.at));
            if (known.handshake.pending()) {
                attempts_.begin(known, told.at);
            }
            return;
        case ClientChange::eap_started:
            known.dot1x.told_begun(told.at);
            return;
        case ClientChange::eap_succeeded:
            ends(known.dot1x.told(Outcome::success, told.at));
            return;
        case ClientChange::eap_refused:
            ends(known.dot1x.told(Outcome::refused, told.at));
            return;
        case ClientChange::eap_timed_out:
            ends(known.dot1x.told(Outcome::no_answer, told.at));
            return;
        case ClientChange::left:
            return;
    }
}

/// Its goodbye, or that it is gone: what an access point throws out during a handshake, it says nothing of.
void Connections::hear_left(Client& known, const Told& told) {
    if (known.attempt && known.attempt->first > told.at) {
        return;  // of an attempt before this
    }
    if (const auto end = known.handshake.left(told.reason, true, told.at)) {
        attempts_.end(&known, told.network, *end);
    }
    Attempts::abandon(known);
}

}  // namespace magpie::agent
