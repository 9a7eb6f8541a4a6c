// Sends frames out of an interface at a rate, for who listens at its other end:
//   magpie_flood INTERFACE FRAMES FRAMES_A_SECOND KIND...
// Kinds, one after the other: tcp dns dns6 dhcp eapol vlan qinq of what a capture wants; arp udp of what it does not;
// long: TCP that fills an Ethernet frame; lldp of a switch, goodbye its last. Says how many it sent, and how many
// seconds that took.
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>
#include <vector>

#include "tests/fakes/lldp_frames.hpp"

namespace {

using Frame = std::vector<std::uint8_t>;

void put16(Frame& frame, unsigned value) {
    frame.push_back(static_cast<std::uint8_t>(value >> 8));
    frame.push_back(static_cast<std::uint8_t>(value));
}

Frame ethernet(std::initializer_list<unsigned> types) {
    Frame frame{0x02, 0, 0, 0, 0, 2, 0x02, 0, 0, 0, 0, 1};
    auto left = types.size();
    for (const unsigned type : types) {
        put16(frame, type);
        if (--left > 0) {
            put16(frame, 7);  // the number of the VLAN
        }
    }
    return frame;
}

void add_ipv4(Frame& frame, std::uint8_t protocol, std::size_t content) {
    frame.insert(frame.end(), {0x45, 0});
    put16(frame, static_cast<unsigned>(20 + content));
    frame.insert(frame.end(), {0, 1, 0x40, 0, 64, protocol, 0, 0, 10, 0, 0, 1, 10, 0, 0, 2});
}

void add_udp(Frame& frame, unsigned port, std::size_t payload) {
    put16(frame, 40000);
    put16(frame, port);
    put16(frame, static_cast<unsigned>(8 + payload));
    put16(frame, 0);
    frame.insert(frame.end(), payload, 0);
}

void add_tcp(Frame& frame, std::size_t payload) {
    add_ipv4(frame, 6, 20 + payload);
    put16(frame, 40000);
    put16(frame, 443);
    frame.insert(frame.end(), {0, 0, 0, 1, 0, 0, 0, 1, 0x50, 0x10, 0xff, 0xff, 0, 0, 0, 0});
    frame.insert(frame.end(), payload, 0);
}

Frame udp(unsigned port) {
    auto frame = ethernet({0x0800});
    add_ipv4(frame, 17, 8 + 40);
    add_udp(frame, port, 40);
    return frame;
}

Frame udp6(unsigned port) {
    auto frame = ethernet({0x86dd});
    frame.insert(frame.end(), {0x60, 0, 0, 0, 0, 8 + 40, 17, 64});
    frame.insert(frame.end(), 32, 0xfd);
    add_udp(frame, port, 40);
    return frame;
}

Frame tcp(std::initializer_list<unsigned> types, std::size_t payload) {
    auto frame = ethernet(types);
    add_tcp(frame, payload);
    return frame;
}

Frame with_body(unsigned type, std::size_t size) {
    auto frame = ethernet({type});
    frame.insert(frame.end(), size, 1);
    return frame;
}

Frame lldp(const magpie::fakes::LldpFrame& made) {
    Frame frame;
    for (const auto byte : made.bytes()) {
        frame.push_back(std::to_integer<std::uint8_t>(byte));
    }
    return frame;
}

Frame frame_of(std::string_view kind) {
    if (kind == "lldp") {
        return lldp(magpie::fakes::whole_lldp_frame());
    }
    if (kind == "goodbye") {
        return lldp(magpie::fakes::LldpFrame().chassis_mac().port_name("Gi1/0/12").lives(0).ends());
    }
    if (kind == "tcp") {
        return tcp({0x0800}, 60);
    }
    if (kind == "long") {
        return tcp({0x0800}, 1440);
    }
    if (kind == "dns") {
        return udp(53);
    }
    if (kind == "dns6") {
        return udp6(53);
    }
    if (kind == "dhcp") {
        return udp(67);
    }
    if (kind == "udp") {
        return udp(5000);
    }
    if (kind == "vlan") {
        return tcp({0x8100, 0x0800}, 60);
    }
    if (kind == "qinq") {
        return tcp({0x88a8, 0x8100, 0x0800}, 60);
    }
    if (kind == "eapol") {
        return with_body(0x888e, 99);
    }
    if (kind == "arp") {
        return with_body(0x0806, 46);
    }
    std::fprintf(stderr, "magpie_flood: there is no kind '%.*s'\n", static_cast<int>(kind.size()), kind.data());
    std::exit(2);
}

int open_out(const char* interface) {
    const int socket = ::socket(AF_PACKET, SOCK_RAW, 0);
    sockaddr_ll address{};
    address.sll_family = AF_PACKET;
    address.sll_ifindex = static_cast<int>(::if_nametoindex(interface));
    const int at_once = 1;  // past the queue, which would drop
    if (socket < 0 || address.sll_ifindex == 0 ||
        ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::setsockopt(socket, SOL_PACKET, PACKET_QDISC_BYPASS, &at_once, sizeof at_once) != 0) {
        std::perror(interface);
        std::exit(1);
    }
    return socket;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 5) {
        std::fputs("magpie_flood INTERFACE FRAMES FRAMES_A_SECOND KIND...\n", stderr);
        return 2;
    }
    const int socket = open_out(argv[1]);
    const auto frames = std::strtoull(argv[2], nullptr, 10);
    const double rate = std::strtod(argv[3], nullptr);
    std::vector<Frame> kinds;
    for (int i = 4; i < argc; ++i) {
        kinds.push_back(frame_of(argv[i]));
    }
    constexpr std::size_t most_at_once = 64;
    std::array<mmsghdr, most_at_once> messages{};
    std::array<iovec, most_at_once> parts{};
    const auto begin = std::chrono::steady_clock::now();
    const auto since = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count(); };
    std::uint64_t sent = 0;
    while (sent < frames) {
        const auto due = std::min<std::uint64_t>(frames, 1 + static_cast<std::uint64_t>(since() * rate));
        const auto count = std::min<std::uint64_t>(most_at_once, due > sent ? due - sent : 0);
        if (count == 0) {
            std::this_thread::sleep_for(std::chrono::microseconds(200));
            continue;
        }
        for (std::size_t i = 0; i < count; ++i) {
            auto& frame = kinds[static_cast<std::size_t>((sent + i) % kinds.size())];
            parts[i] = {frame.data(), frame.size()};
            messages[i].msg_hdr = {};
            messages[i].msg_hdr.msg_iov = &parts[i];
            messages[i].msg_hdr.msg_iovlen = 1;
        }
        const int done = ::sendmmsg(socket, messages.data(), static_cast<unsigned>(count), 0);
        if (done < 0 && errno != ENOBUFS && errno != EAGAIN) {
            std::perror(argv[1]);
            return 1;
        }
        sent += done > 0 ? static_cast<std::uint64_t>(done) : 0;
    }
    std::printf("%llu frames in %.3f s\n", static_cast<unsigned long long>(sent), since());
    return 0;
}
