// What the codec of the wired side reads of a capture, a line of JSON a packet, to be held against other readers of the
// same:
//     magpie_packet_lines FILE.pcap
// Of captures that were made for it: it prints what never leaves magpie-capture.

#include <arpa/inet.h>
#include <pcap/pcap.h>

#include <array>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "agent/internet/dhcp.hpp"
#include "agent/internet/dns.hpp"
#include "agent/internet/packet.hpp"

namespace magpie {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, capture::bad_frame_count> reasons{"radiotap_version",
                                                                         "radiotap_length",
                                                                         "radiotap_fields",
                                                                         "bad_fcs",
                                                                         "frame_short",
                                                                         "elements",
                                                                         "ethernet_short",
                                                                         "vlan_depth",
                                                                         "ip_header",
                                                                         "fragment",
                                                                         "transport_short",
                                                                         "dhcp",
                                                                         "dns",
                                                                         "eapol"};

json bad(capture::BadFrame why) {
    return reasons.at(static_cast<std::size_t>(why));
}

std::string text(const agent::MacAddress& address) {
    return fmt::format("{:02x}", fmt::join(address.bytes, ":"));
}

std::string text(const agent::IpAddress& address) {
    std::array<char, INET6_ADDRSTRLEN> letters{};
    inet_ntop(address.v6 ? AF_INET6 : AF_INET, address.bytes.data(), letters.data(), letters.size());
    return letters.data();
}

void tell(const agent::NothingMore& /*nothing*/, json& /*line*/) {}

void tell(const agent::Udp& udp, json& line) {
    line["udp"] = {udp.source_port, udp.destination_port};
    line["payload"] = udp.payload.size();
    line["cut"] = udp.cut;
    const auto is_of = [&](std::uint16_t port) { return udp.source_port == port || udp.destination_port == port; };
    if (is_of(agent::dhcp_server_port) || is_of(agent::dhcp_client_port)) {
        if (const auto dhcp = agent::parse_dhcp(udp.payload, udp.cut)) {
            line["dhcp"] = {{"type", static_cast<int>(dhcp->type)},
                            {"transaction", dhcp->transaction},
                            {"client", text(dhcp->client)},
                            {"portal", dhcp->has_portal_uri}};
        } else {
            line["bad"] = bad(dhcp.error());
        }
    } else if (is_of(agent::dns_port)) {
        if (const auto dns = agent::parse_dns(udp.payload, udp.cut)) {
            line["dns"] = {{"id", dns->id},          {"response", dns->response},   {"opcode", dns->opcode},
                           {"code", dns->code},      {"truncated", dns->truncated}, {"questions", dns->questions},
                           {"answers", dns->answers}};
        } else {
            line["bad"] = bad(dns.error());
        }
    }
}

void tell(const agent::Tcp& tcp, json& line) {
    line["tcp"] = {tcp.source_port, tcp.destination_port};
    line["sequence"] = tcp.sequence;
    line["acknowledgement"] = tcp.acknowledgement;
    line["flags"] = (tcp.fin ? 1 : 0) | (tcp.syn ? 2 : 0) | (tcp.rst ? 4 : 0) | (tcp.ack ? 16 : 0);
    line["length"] = tcp.payload_length;
}

void tell(const agent::Eapol& eapol, json& line) {
    line["key_message"] = eapol.key_message;
    line["eap_code"] = eapol.eap_code;
    line["replay_counter"] = eapol.replay_counter;
}

json line_of(std::span<const std::byte> bytes, std::size_t length) {
    const auto packet = agent::parse_packet(bytes, length);
    if (!packet) {
        return {{"bad", bad(packet.error())}};
    }
    json line{{"source", text(packet->source)},
              {"destination", text(packet->destination)},
              {"ether_type", packet->ether_type}};
    if (packet->from && packet->to) {
        line["from"] = text(*packet->from);
        line["to"] = text(*packet->to);
    }
    std::visit([&](const auto& content) { tell(content, line); }, packet->content);
    return line;
}

int print_lines(const char* file) {
    std::array<char, PCAP_ERRBUF_SIZE> problem{};
    const std::unique_ptr<pcap_t, decltype(&pcap_close)> capture(pcap_open_offline(file, problem.data()), pcap_close);
    if (!capture) {
        fmt::print(stderr, "magpie_packet_lines: {}\n", problem.data());
        return 1;
    }
    if (pcap_datalink(capture.get()) != DLT_EN10MB) {
        fmt::print(stderr, "magpie_packet_lines: {} is not of Ethernet\n", file);
        return 1;
    }
    pcap_pkthdr* header = nullptr;
    const unsigned char* bytes = nullptr;
    while (pcap_next_ex(capture.get(), &header, &bytes) == 1) {
        fmt::print("{}\n", line_of(std::as_bytes(std::span(bytes, header->caplen)), header->len).dump());
    }
    return 0;
}

}  // namespace
}  // namespace magpie

int main(int argc, char** argv) {
    if (argc != 2) {
        std::fputs("magpie_packet_lines FILE.pcap\n", stderr);
        return 2;
    }
    return magpie::print_lines(argv[1]);
}
