// Sends a packet again and again to a UDP port of 127.0.0.1, at a rate, and hears whether there is an answer:
//   magpie_udp_flood FROM_ADDRESS PORT PACKETS PACKETS_A_SECOND HEXADECIMAL
// Says how many it sent, how many seconds that took, and how many answers came.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

sockaddr_in address(const char* host, int port) {
    sockaddr_in in{};
    in.sin_family = AF_INET;
    in.sin_port = htons(static_cast<std::uint16_t>(port));
    ::inet_pton(AF_INET, host, &in.sin_addr);
    return in;
}

std::vector<char> packet_of(std::string_view hexadecimal) {
    std::vector<char> packet;
    for (; hexadecimal.size() >= 2; hexadecimal.remove_prefix(2)) {
        packet.push_back(static_cast<char>(std::stoi(std::string(hexadecimal.substr(0, 2)), nullptr, 16)));
    }
    return packet;
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 6) {
        std::fputs("magpie_udp_flood FROM_ADDRESS PORT PACKETS PACKETS_A_SECOND HEXADECIMAL\n", stderr);
        return 2;
    }
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK, 0);
    const auto from = address(argv[1], 0);
    const auto to = address("127.0.0.1", std::atoi(argv[2]));
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&from), sizeof from) != 0 ||
        ::connect(socket, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0) {
        std::perror("magpie_udp_flood");
        return 1;
    }
    const auto packets = std::strtoull(argv[3], nullptr, 10);
    const double rate = std::strtod(argv[4], nullptr);
    const auto packet = packet_of(argv[5]);
    const auto begin = Clock::now();
    std::uint64_t sent = 0;
    std::uint64_t answers = 0;
    char answer[2048];
    while (sent < packets) {
        const std::chrono::duration<double> passed = Clock::now() - begin;
        const auto wanted = std::min(packets, static_cast<unsigned long long>(passed.count() * rate) + 1);
        for (; sent < wanted; ++sent) {
            (void)::send(socket, packet.data(), packet.size(), 0);
        }
        while (::recv(socket, answer, sizeof answer, 0) >= 0) {
            ++answers;
        }
        std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    const std::chrono::duration<double> took = Clock::now() - begin;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    while (::recv(socket, answer, sizeof answer, 0) >= 0) {
        ++answers;
    }
    std::printf("{\"sent\":%llu,\"seconds\":%.3f,\"answers\":%llu}\n", static_cast<unsigned long long>(sent),
                took.count(), static_cast<unsigned long long>(answers));
    return 0;
}
