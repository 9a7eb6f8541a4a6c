#include "agent/app/client_event.hpp"

namespace magpie::agent {

namespace {

using capture::ClientChange;
using hostapd::EventType;

std::optional<ClientChange> change_of(EventType type) {
    switch (type) {
        case EventType::connected:
            return ClientChange::connected;
        case EventType::disconnected:
        case EventType::deauthenticated:
            return ClientChange::left;
        case EventType::wrong_passphrase:
            return ClientChange::wrong_passphrase;
        case EventType::eap_started:
            return ClientChange::eap_started;
        case EventType::eap_succeeded:
            return ClientChange::eap_succeeded;
        case EventType::eap_failed:
            return ClientChange::eap_refused;
        case EventType::eap_timed_out:
            return ClientChange::eap_timed_out;
        case EventType::full:
        case EventType::blocked:
            break;  // told by a frame with a status, and before any stage that it does not carry
    }
    return std::nullopt;
}

}  // namespace

std::optional<capture::ClientEvent> client_event(const hostapd::Heard& heard) {
    const auto change = change_of(heard.event.type);
    if (!change || !heard.event.client) {
        return std::nullopt;
    }
    return capture::ClientEvent{.interface = capture::text32(heard.interface),
                                .client = heard.event.client->bytes,
                                .reason = heard.event.reason.value_or(0),
                                .change = *change};
}

}  // namespace magpie::agent
