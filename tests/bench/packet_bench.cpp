// What a packet of a client costs, from its bytes to what Magpie knows of it; and what it costs with libtins.

#include <tins/dhcp.h>
#include <tins/dns.h>
#include <tins/ethernetII.h>
#include <tins/rawpdu.h>

#include <variant>

#include <benchmark/benchmark.h>

#include "agent/internet/dhcp.hpp"
#include "agent/internet/dns.hpp"
#include "agent/internet/packet.hpp"
#include "tests/fakes/packets.hpp"

namespace magpie::bench {
namespace {

using namespace fakes::packets;

/// A segment as the capture cuts it.
Bytes tcp_segment() {
    return cut(ethernet(phone, gateway, ipv4({}, tcp({.ack = true, .options = Bytes(12, std::byte{1})}, Bytes(1448)))),
               256);
}

Bytes dhcp_acknowledgement() {
    const auto message = dhcp(
        {.type = agent::DhcpType::ack,
         .options = {{1, Bytes(4)}, {3, Bytes(4)}, {6, Bytes(8)}, {51, Bytes(4)}, {54, Bytes(4)}, {15, Bytes(12)}}});
    return ethernet(gateway, phone, ipv4({}, udp(67, 68, message)));
}

Bytes dns_answer() {
    const auto message = dns({.response = true, .names = {"connectivity.city.example"}, .answers = 2});
    return ethernet(gateway, phone, ipv4({}, udp(53, 50'000, message)));
}

void packet_tcp(benchmark::State& state) {
    const auto bytes = tcp_segment();
    for (auto _ : state) {
        const auto packet = agent::parse_packet(bytes);
        benchmark::DoNotOptimize(packet);
        if (!packet || !std::holds_alternative<agent::Tcp>(packet->content)) {
            state.SkipWithError("not read");
            return;
        }
    }
}
BENCHMARK(packet_tcp);

/// `parse` reads what a datagram carries.
template <typename Parse>
void of_datagram(benchmark::State& state, const Bytes& bytes, Parse parse) {
    for (auto _ : state) {
        const auto packet = agent::parse_packet(bytes);
        const auto* const udp = packet ? std::get_if<agent::Udp>(&packet->content) : nullptr;
        if (udp == nullptr) {
            state.SkipWithError("no datagram");
            return;
        }
        const auto message = parse(udp->payload, udp->cut);
        benchmark::DoNotOptimize(message);
        if (!message) {
            state.SkipWithError("not read");
            return;
        }
    }
}

void packet_dhcp(benchmark::State& state) {
    of_datagram(state, dhcp_acknowledgement(), agent::parse_dhcp);
}
BENCHMARK(packet_dhcp);

void packet_dns(benchmark::State& state) {
    of_datagram(state, dns_answer(), agent::parse_dns);
}
BENCHMARK(packet_dns);

Tins::EthernetII read_by_tins(const Bytes& bytes) {
    return {reinterpret_cast<const std::uint8_t*>(bytes.data()), static_cast<std::uint32_t>(bytes.size())};
}

void packet_tcp_tins(benchmark::State& state) {
    const auto bytes = tcp_segment();
    for (auto _ : state) {
        const auto packet = read_by_tins(bytes);
        benchmark::DoNotOptimize(packet.find_pdu<Tins::RawPDU>());
    }
}
BENCHMARK(packet_tcp_tins);

template <typename Message>
void of_datagram_by_tins(benchmark::State& state, const Bytes& bytes) {
    for (auto _ : state) {
        const auto packet = read_by_tins(bytes);
        const auto message = packet.rfind_pdu<Tins::RawPDU>().to<Message>();
        benchmark::DoNotOptimize(message.header_size());
    }
}

void packet_dhcp_tins(benchmark::State& state) {
    of_datagram_by_tins<Tins::DHCP>(state, dhcp_acknowledgement());
}
BENCHMARK(packet_dhcp_tins);

void packet_dns_tins(benchmark::State& state) {
    of_datagram_by_tins<Tins::DNS>(state, dns_answer());
}
BENCHMARK(packet_dns_tins);

}  // namespace
}  // namespace magpie::bench
