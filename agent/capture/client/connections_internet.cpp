#include "agent/capture/client/connections.hpp"

#include <array>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>

namespace magpie::agent {

namespace {

using capture::Outcome;
using client::Attempts;
using client::Client;
using client::clock_was_set;
using client::StageEnd;

/// What is hashed of addresses: the bytes one after the other.
class Words {
  public:
    template <class Value>
    void put(const Value& value, std::size_t size = sizeof(Value)) {
        static_assert(std::has_unique_object_representations_v<Value>);
        std::memcpy(bytes_.data() + size_, &value, size);
        size_ += size;
    }
    void put(const IpAddress& address) { put(address.bytes, address.v6 ? 16 : 4); }
    [[nodiscard]] std::span<const std::uint8_t> bytes() const { return std::span(bytes_).first(size_); }

  private:
    std::array<std::uint8_t, 40> bytes_{};
    std::size_t size_ = 0;
};

/// What a client says on IP it says behind these.
void passed(Client& client, CaptureTime at) {
    client.authentication.passed(at);
    client.association.passed(at);
    client.dot1x.passed(at);
    client.handshake.passed(at);
}

bool source_is_low(const Packet& packet, const Tcp& tcp) {
    return std::pair(*packet.from, tcp.source_port) < std::pair(*packet.to, tcp.destination_port);
}

StageEnd answered(client::StageWait& wait, const Dns& dns, CaptureTime at) {
    // RFC 1035 4.1.1.
    switch (dns.code) {
        case 0:
            return wait.end(Outcome::success, at);
        case 2:
            return wait.end(Outcome::server_failure, at);
        case 3: {
            auto end = wait.end(Outcome::name_error, at);
            // Clients ask for names that may not be there, and whether they exist is not the network's affair.
            end.ordinary = end.outcome == Outcome::name_error;
            return end;
        }
        default:
            return wait.end(Outcome::refused, at);
    }
}

}  // namespace

void Connections::udp(std::uint8_t network, const Packet& packet, const Udp& udp, CaptureTime at) {
    const bool to_server = udp.source_port == dhcp_client_port && udp.destination_port == dhcp_server_port;
    const bool to_client = udp.source_port == dhcp_server_port && udp.destination_port == dhcp_client_port;
    if (to_server || to_client) {
        const auto dhcp = parse_dhcp(udp.payload, udp.cut);
        if (!dhcp) {
            count(network, dhcp.error());
        } else if (to_server) {
            dhcp_of_client(network, packet, *dhcp, at);
        } else {
            dhcp_of_server(network, packet, *dhcp, at);
        }
        return;
    }
    if (udp.source_port == dns_port || udp.destination_port == dns_port) {
        dns(network, packet, udp, at);
    }
    if (const auto party = party_of(network, packet)) {
        is_here(*party, network, at);
    }
}

void Connections::dhcp_of_client(std::uint8_t network, const Packet& packet, const Dhcp& dhcp, CaptureTime at) {
    const bool asks = dhcp.type == DhcpType::discover || dhcp.type == DhcpType::request;
    if (!asks || dhcp.client.group() || is_own(packet.source)) {
        return;
    }
    networks_[network].gateways.is_client(packet.source);
    key_used_ = true;
    auto& known = attempts_.know(hash_.of(dhcp.client), network, at);
    if (!packet.destination.group()) {
        attempts_.here(known, network);
        Attempts::go_on(known, at);
    } else if (known.network != network) {
        return;  // the copy that the bridge sends to another network
    }
    passed(known, at);
    if (const auto end = known.dhcp.give_up(dhcp.type, at)) {
        attempts_.end(&known, network, *end);
    }
    if (packet.destination.group()) {  // who asks its server alone has an address, and renews it
        attempts_.begin(known, at);
    }
    if (dhcp.type == DhcpType::discover) {
        attempts_.leases(network).discovered(at, known.present);
    }
    const auto heard = known.dhcp.hear(dhcp.type, dhcp.transaction, at);
    if (heard.answered_elsewhere && !known.present) {
        attempts_.leases(network).answered_elsewhere(at);
        Attempts::abandon(known);
    }
}

void Connections::dhcp_of_server(std::uint8_t network, const Packet& packet, const Dhcp& dhcp, CaptureTime at) {
    const auto name = hash_.of(dhcp.client);
    if (dhcp.type == DhcpType::offer) {
        attempts_.leases(network).offered(at);
    } else if (dhcp.type == DhcpType::ack) {
        attempts_.leases(network).acknowledged(name, at);
    }
    auto* const known = attempts_.find(name);
    if (known == nullptr) {
        return;
    }
    if (packet.destination == dhcp.client) {
        attempts_.here(*known, network);
    } else if (known->network != network) {
        return;
    }
    if (const auto heard = known->dhcp.hear(dhcp.type, dhcp.transaction, at); heard.end) {
        networks_[network].gateways.learn(packet.source, at);
        Attempts::go_on(*known, at);
        attempts_.end(known, network, *heard.end);
    }
}

void Connections::dns(std::uint8_t network, const Packet& packet, const Udp& udp, CaptureTime at) {
    if (packet.destination.group() || !packet.from || !packet.to) {
        return;
    }
    const auto dns = parse_dns(udp.payload, udp.cut);
    if (!dns) {
        count(network, dns.error());
        return;
    }
    auto& gateways = networks_[network].gateways;
    if (!dns->response && udp.destination_port == dns_port && dns->opcode == 0 && !gateways.contains(packet.source)) {
        auto& known = is_here(packet.source, network, at);
        passed(known, at);
        Attempts::go_on(known, at);
        const auto key = query_key(known.name, *packet.to, udp.source_port, dns->id);
        if (queries_.find(key) == nullptr) {
            auto& query = queries_.make(key, [](const Query& /*forgotten*/) {});
            query.client = known.name;
            query.network = network;
            query.resolver = resolvers_.index_of(*packet.to);
            query.wait.begin(at);
        }
    } else if (dns->response && udp.source_port == dns_port) {
        const auto name = hash_.of(packet.destination);
        const auto key = query_key(name, *packet.from, udp.destination_port, dns->id);
        if (auto* const query = queries_.find(key)) {
            gateways.learn(packet.source, at);
            end_query(*query, answered(query->wait, *dns, at));
            queries_.erase(key);
        }
    }
}

void Connections::end_query(const Query& query, const StageEnd& end) {
    attempts_.end(attempts_.find(query.client), query.network, end);
    const auto took = end.at - end.begun;
    if (query.resolver && took.count() >= 0 && !clock_was_set(end.begun, end.at)) {
        attempts_.totals().resolver(query.network, *query.resolver, end.outcome, took);
    }
}

/// Nothing where it is not known which end is the client, or nothing comes of following it.
Connections::KnownFlow* Connections::begin_flow(std::uint64_t key, std::uint8_t network, const Packet& packet,
                                                const Tcp& tcp) {
    const bool begins = tcp.syn && !tcp.ack;
    auto party = party_of(network, packet);
    if ((!begins && tcp.payload_length == 0) || tcp.rst) {
        return nullptr;
    }
    if (!party) {
        const auto& gateways = networks_[network].gateways;
        if (!begins || gateways.contains(packet.source) || packet.source.group() || packet.destination.group()) {
            return nullptr;
        }
        const auto* const from = attempts_.find(hash_.of(packet.source));
        const auto* const to = attempts_.find(hash_.of(packet.destination));
        const bool inbound = to != nullptr && to->present && (from == nullptr || !from->present);
        party = Party{inbound ? packet.destination : packet.source, !inbound};
    }
    const auto name = hash_.of(party->client);
    if (!party->from_client) {
        const auto* const to = attempts_.find(name);
        if (to == nullptr || !to->present) {
            return nullptr;
        }
    }
    key_used_ = true;
    auto& known = flows_.make(key, [](const KnownFlow& /*forgotten*/) {});
    known.client = name;
    known.network = network;
    known.client_is_low = source_is_low(packet, tcp) == party->from_client;
    return &known;
}

void Connections::tcp(std::uint8_t network, const Packet& packet, const Tcp& tcp, CaptureTime at) {
    if (!packet.from || !packet.to) {
        return;
    }
    const auto key = flow_key(network, packet, tcp);
    auto* flow = flows_.find(key);
    if (flow == nullptr) {
        flow = begin_flow(key, network, packet, tcp);
        if (flow == nullptr) {
            if (const auto party = party_of(network, packet)) {
                is_here(*party, network, at);
            }
            return;
        }
    } else if (clock_was_set(flow->flow.last(), at)) {
        flow->flow = client::Flow();
    }
    const bool from_client = source_is_low(packet, tcp) == flow->client_is_low;
    auto& known = attempts_.know(flow->client, network, at);
    attempts_.here(known, network);
    if (from_client) {
        passed(known, at);
        if (tcp.syn) {
            Attempts::go_on(known, at);
        }
    }
    const auto heard = flow->flow.hear(tcp, from_client, at);
    auto& totals = attempts_.totals();
    if (heard.network_answered) {
        networks_[network].gateways.learn(packet.source, at);
    }
    if (heard.segment) {
        totals.segment(network, from_client, heard.again);
        known.minute.segment(from_client, heard.again);
    }
    if (heard.round_trip) {
        totals.round_trip(network, heard.round_trip->side, heard.round_trip->took);
        known.minute.round_trip(heard.round_trip->side, heard.round_trip->took);
    }
    if (heard.end) {
        attempts_.end(&known, network, *heard.end);
    }
    if (heard.http_request && known.connected) {
        known.connected.reset();
        flow->flow.ask_portal(at);
    }
    if (heard.over) {
        flows_.erase(key);
    }
}

std::uint64_t Connections::flow_key(std::uint8_t network, const Packet& packet, const Tcp& tcp) const {
    Words words;
    const bool low = source_is_low(packet, tcp);
    words.put(network);
    words.put(low ? *packet.from : *packet.to);
    words.put(low ? tcp.source_port : tcp.destination_port);
    words.put(low ? *packet.to : *packet.from);
    words.put(low ? tcp.destination_port : tcp.source_port);
    return hash_.of(words.bytes());
}

std::uint64_t Connections::query_key(std::uint64_t client, const IpAddress& resolver, std::uint16_t port,
                                     std::uint16_t id) const {
    Words words;
    words.put(client);
    words.put(resolver);
    words.put(port);
    words.put(id);
    return hash_.of(words.bytes());
}

}  // namespace magpie::agent
