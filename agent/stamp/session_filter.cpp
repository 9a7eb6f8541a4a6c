#include "agent/stamp/session_filter.hpp"

#include <array>
#include <cstdint>

#include "wire/stamp/octets.hpp"

namespace magpie::stamp {

namespace {

constexpr std::uint32_t udp_header = 8;  // of a UDP socket's filter, octet 0 is the header's
constexpr std::uint32_t network = static_cast<std::uint32_t>(SKF_NET_OFF);
constexpr std::uint32_t ipv4_source = network + 12;
constexpr std::uint32_t ipv6_source = network + 8;
constexpr std::uint32_t whole_packet = 0xffff'ffffU;

sock_filter statement(unsigned code, std::uint32_t value) {
    return {static_cast<std::uint16_t>(code), 0, 0, value};
}

/// Goes on with the next one where equal, else past `otherwise` of them.
sock_filter unless_equal(std::uint32_t value, std::size_t otherwise) {
    return {BPF_JMP | BPF_JEQ | BPF_K, 0, static_cast<std::uint8_t>(otherwise), value};
}

std::uint32_t word(const Provision& provision, std::size_t index) {
    return static_cast<std::uint32_t>(load(std::as_bytes(std::span(provision.peer.octets)).subspan(4 * index, 4)));
}

void add(std::vector<sock_filter>& program, const Provision& provision) {
    const bool ipv4 = provision.peer.is_ipv4();
    const std::size_t first = ipv4 ? 3 : 0;
    const std::size_t size = 2 * (4 - first) + 3;
    const auto begin = program.size();
    const auto to_end = [&] { return begin + size - program.size() - 1; };
    for (std::size_t index = first; index < 4; ++index) {
        const auto offset = static_cast<std::uint32_t>(4 * (index - first));
        program.push_back(statement(BPF_LD | BPF_W | BPF_ABS, (ipv4 ? ipv4_source : ipv6_source) + offset));
        program.push_back(unless_equal(word(provision, index), to_end()));
    }
    const auto mode = provision.key ? Mode::authenticated : Mode::open;
    // A packet that is too short for this load is dropped by it.
    program.push_back(statement(BPF_LD | BPF_H | BPF_ABS, udp_header + static_cast<std::uint32_t>(ssid_offset(mode))));
    program.push_back(unless_equal(provision.ssid, to_end()));
    program.push_back(statement(BPF_RET | BPF_K, whole_packet));
}

}  // namespace

std::vector<sock_filter> session_filter(std::span<const Provision> provisions) {
    std::vector<sock_filter> ipv4;
    std::vector<sock_filter> ipv6;
    for (const auto& provision : provisions) {
        add(provision.peer.is_ipv4() ? ipv4 : ipv6, provision);
    }
    const auto drop = statement(BPF_RET | BPF_K, 0);
    ipv4.push_back(drop);
    ipv6.push_back(drop);
    // Those of IPv4 also where they come to a socket of IPv6: the version is the first half of the network header.
    std::vector<sock_filter> program{statement(BPF_LD | BPF_B | BPF_ABS, network),
                                     statement(BPF_ALU | BPF_AND | BPF_K, 0xf0),
                                     {BPF_JMP | BPF_JEQ | BPF_K, 1, 0, 0x40},
                                     statement(BPF_JMP | BPF_JA, static_cast<std::uint32_t>(ipv4.size()))};
    program.insert(program.end(), ipv4.begin(), ipv4.end());
    program.insert(program.end(), ipv6.begin(), ipv6.end());
    return program;
}

}  // namespace magpie::stamp
