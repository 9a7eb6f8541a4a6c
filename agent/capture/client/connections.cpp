#include "agent/capture/client/connections.hpp"

#include <algorithm>
#include <chrono>
#include <variant>

namespace magpie::agent {

namespace {

using capture::BadFrame;
using capture::Outcome;
using client::Client;
using client::clock_was_set;
using namespace std::chrono_literals;

constexpr auto key_lifetime = 24h;

}  // namespace

std::uint8_t Connections::add_network(std::string_view ssid, MacAddress bssid) {
    auto& network = networks_.emplace_back();
    network.bssid = bssid;
    network.gateways.own(bssid);
    return attempts_.add_network(ssid);
}

void Connections::count(std::uint8_t network, BadFrame bad) {
    ++networks_[network].bad.at(static_cast<std::size_t>(bad));
}

void Connections::packet(std::uint8_t network, const CapturedFrame& frame) {
    ++networks_[network].frames;
    const auto packet = parse_packet(frame.bytes, frame.length);
    if (!packet) {
        count(network, packet.error());
        return;
    }
    if (const auto* segment = std::get_if<Tcp>(&packet->content)) {
        tcp(network, *packet, *segment, frame.at);
    } else if (const auto* datagram = std::get_if<Udp>(&packet->content)) {
        udp(network, *packet, *datagram, frame.at);
    } else if (const auto* message = std::get_if<Eapol>(&packet->content)) {
        eapol(network, *packet, *message, frame.at);
    } else if (const auto party = party_of(network, *packet)) {
        is_here(*party, network, frame.at);
    }
}

/// Of a frame from one to one, of which one is known to be no client. Broadcasts reach all interfaces of a bridge, and
/// so do not tell where their sender is.
std::optional<Connections::Party> Connections::party_of(std::uint8_t network, const Packet& packet) const {
    if (packet.destination.group() || packet.source.group()) {
        return std::nullopt;
    }
    const auto& gateways = networks_[network].gateways;
    const bool to_client = gateways.contains(packet.source);
    if (to_client == gateways.contains(packet.destination)) {
        return std::nullopt;
    }
    return Party{to_client ? packet.destination : packet.source, !to_client};
}

bool Connections::is_own(const MacAddress& address) const {
    return std::ranges::find(networks_, address, &Network::bssid) != networks_.end();
}

/// What is sent to one that was not heard yet may be on its way elsewhere: switches flood what they do not know.
void Connections::is_here(const Party& party, std::uint8_t network, CaptureTime at) {
    if (party.from_client) {
        is_here(party.client, network, at);
    } else if (auto* const known = attempts_.find(hash_.of(party.client)); known != nullptr && known->present) {
        attempts_.here(attempts_.know(known->name, network, at), network);
    }
}

Client& Connections::is_here(const MacAddress& address, std::uint8_t network, CaptureTime at) {
    key_used_ = true;
    auto& known = attempts_.know(hash_.of(address), network, at);
    attempts_.here(known, network);
    return known;
}

void Connections::hear(const capture::Record& record) {
    if (!resolvers_.hear(record)) {
        return;
    }
    attempts_.totals().begin_resolvers();
    queries_.erase_if([](Query& query) {
        query.resolver.reset();
        return false;
    });
}

void Connections::forget_all(CaptureTime now) {
    attempts_.clear();
    queries_.clear();
    flows_.clear();
    told_.clear();
    hash_.renew();
    key_made_ = now;
    key_used_ = false;
}

void Connections::tick(CaptureTime now, std::vector<capture::Record>& into) {
    if (!ticked_) {
        key_made_ = now;
    } else if (clock_was_set(*ticked_, now)) {
        forget_all(now);
    }
    ticked_ = now;
    hear_told(now);
    flows_.erase_if([&](KnownFlow& known) {
        const auto end = known.flow.expire(now);
        if (end) {
            attempts_.end(attempts_.find(known.client), known.network, *end);
        }
        return end.has_value() || known.flow.idle(now);
    });
    queries_.erase_if([&](Query& query) {
        const auto end = query.wait.expire(now, Outcome::no_answer);
        if (end) {
            end_query(query, *end);
        }
        return end.has_value();
    });
    attempts_.tick(now);
    for (auto& network : networks_) {
        network.gateways.tick(now);
    }
    const bool nobody = attempts_.size() == 0 && flows_.size() == 0 && queries_.size() == 0 && told_.empty();
    if (now - key_made_ >= key_lifetime || (nobody && key_used_)) {
        forget_all(now);
    }
    attempts_.totals().tell(into);
}

}  // namespace magpie::agent
