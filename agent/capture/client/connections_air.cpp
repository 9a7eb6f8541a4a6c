#include "agent/capture/client/connections.hpp"

#include <algorithm>
#include <optional>
#include <variant>

namespace magpie::agent {

namespace {

using client::Attempts;
using client::Client;
using client::StageEnd;

constexpr std::uint16_t reason_8021x_failed = 23;
constexpr std::uint8_t eap_request = 1;
constexpr std::uint8_t eap_response = 2;
constexpr std::uint8_t eap_failure = 4;

}  // namespace

void Connections::eapol(std::uint8_t network, const Packet& packet, const Eapol& eapol, CaptureTime at) {
    if (eapol.key_message == 0 && eapol.eap_code == 0) {
        return;
    }
    const bool from_client = eapol.key_message == 2 || eapol.key_message == 4 || eapol.eap_code == eap_response;
    const auto& address = from_client ? packet.source : packet.destination;
    if (address.group()) {
        return;
    }
    networks_[network].gateways.is_client(address);
    auto& known = is_here(address, network, at);
    if (eapol.key_message != 0) {
        if (const auto end = known.handshake.hear(eapol.key_message, eapol.replay_counter, at)) {
            attempts_.end(&known, network, *end);
        }
        if (eapol.key_message == 1 && known.handshake.pending()) {
            known.authentication.passed(at);
            known.association.passed(at);
            known.dot1x.passed(at);
            attempts_.begin(known, at);
        }
    } else {
        if (const auto end = known.dot1x.hear(eapol.eap_code, at)) {
            attempts_.end(&known, network, *end);
        }
        if (eapol.eap_code == eap_request && known.dot1x.pending()) {
            known.authentication.passed(at);
            known.association.passed(at);
            attempts_.begin(known, at);
        }
    }
    Attempts::go_on(known, at);
}

void Connections::heard(const Frame& frame, CaptureTime at) {
    if (!frame.bssid || !frame.station || !frame.transmitter) {
        return;
    }
    const auto place = std::ranges::find(networks_, *frame.bssid, &Network::bssid);
    if (place == networks_.end()) {
        return;
    }
    const auto network = static_cast<std::uint8_t>(place - networks_.begin());
    if (frame.type == FrameType::management) {
        management(network, frame, at);
    } else if (frame.type == FrameType::data && !frame.protected_frame && !frame.body.empty()) {
        const auto packet = parse_snap(frame.body, *frame.transmitter, frame.receiver);
        if (packet) {
            if (const auto* message = std::get_if<Eapol>(&packet->content)) {
                eapol(network, *packet, *message, at);
            }
        }
    }
}

void Connections::management(std::uint8_t network, const Frame& frame, CaptureTime at) {
    const bool from_client = *frame.transmitter == *frame.station;
    const auto subtype = static_cast<ManagementSubtype>(frame.subtype);
    auto* known = attempts_.find(hash_.of(*frame.station));
    const auto asks = [&]() -> Client& {
        // To another network than where it is: what it tried there is over.
        if (known != nullptr && known->network != network) {
            Attempts::abandon(*known);
        }
        networks_[network].gateways.is_client(*frame.station);
        auto& client = is_here(*frame.station, network, at);
        attempts_.begin(client, at);
        return client;
    };
    const auto ends = [&](const std::optional<StageEnd>& end) {
        if (end) {
            attempts_.end(known, network, *end);
        }
    };
    switch (subtype) {
        case ManagementSubtype::authentication:
            if (const auto body = parse_authentication(frame.body); body && !frame.protected_frame) {
                if (from_client) {
                    known = &asks();
                } else if (known == nullptr || known->network != network) {
                    return;
                }
                ends(known->authentication.hear(*body, from_client, at));
            }
            return;
        case ManagementSubtype::association_request:
        case ManagementSubtype::reassociation_request:
            if (from_client) {
                auto& client = asks();
                client.authentication.passed(at);
                client.association.ask(at);
            }
            return;
        case ManagementSubtype::association_response:
        case ManagementSubtype::reassociation_response:
            if (const auto status = association_status(frame.body);
                status && !from_client && known != nullptr && known->network == network) {
                ends(known->association.answer(*status, at));
            }
            return;
        case ManagementSubtype::deauthentication:
        case ManagementSubtype::disassociation:
            if (known != nullptr && known->network == network) {
                // Of one that is encrypted the reason cannot be read; then it is none.
                const auto reason = frame.protected_frame ? std::uint16_t{0} : reason_code(frame.body).value_or(0);
                ends(known->handshake.left(reason, from_client, at));
                if (reason == reason_8021x_failed && !from_client) {
                    ends(known->dot1x.hear(eap_failure, at));
                }
                Attempts::abandon(*known);
            }
            return;
        default:
            return;
    }
}

}  // namespace magpie::agent
