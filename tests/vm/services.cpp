// What a citizen needs behind an access point, and what can be missing: a name server that knows every name, a page, a
// portal in its way, something to download. Serves one address, until it is killed.
//
//   magpie_services ADDRESS    and on stdin, a line each: `dns off`, and `on` again; so, too, page, download and portal
//
// Says `ready`, and each order once it is followed.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::uint16_t dns_port = 53;
constexpr std::uint16_t http_port = 80;
constexpr std::size_t dns_header = 12;
constexpr std::size_t download = 200'000;

struct State {
    bool dns = true;
    bool portal = false;
    bool page = true;
    bool download = true;
};

int bound(int type, in_addr address, std::uint16_t port) {
    const int made = ::socket(AF_INET, type | SOCK_CLOEXEC, 0);
    const int on = 1;
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr = address;
    here.sin_port = htons(port);
    if (made < 0 || ::setsockopt(made, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) != 0 ||
        ::bind(made, reinterpret_cast<const sockaddr*>(&here), sizeof here) != 0) {
        std::perror("services");
        std::exit(1);
    }
    return made;
}

void answer_name(int socket, in_addr address, const State& state) {
    std::array<unsigned char, 512> query;
    sockaddr_in from{};
    socklen_t size = sizeof from;
    const auto length = ::recvfrom(socket, query.data(), query.size(), 0, reinterpret_cast<sockaddr*>(&from), &size);
    if (!state.dns || length < static_cast<ssize_t>(dns_header)) {
        return;
    }
    std::vector<unsigned char> answer(query.begin(), query.begin() + length);
    answer[2] = 0x81;
    answer[3] = 0x80;
    answer[7] = 1;
    for (const int byte : {0xc0, 12, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4}) {
        answer.push_back(static_cast<unsigned char>(byte));
    }
    std::array<unsigned char, sizeof address> octets;
    std::memcpy(octets.data(), &address, sizeof address);
    answer.insert(answer.end(), octets.begin(), octets.end());
    (void)::sendto(socket, answer.data(), answer.size(), 0, reinterpret_cast<const sockaddr*>(&from), size);
}

std::string page_of(std::string_view request, const State& state) {
    const auto with_body = [](std::string_view status, const std::string& body) {
        return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) +
               "\r\nConnection: close\r\n\r\n" + body;
    };
    if (request.starts_with("GET /login ")) {
        return with_body("200 OK", "who are you?");
    }
    if (state.portal) {
        return "HTTP/1.1 302 Found\r\nLocation: http://portal.example/login\r\nContent-Length: 0\r\n\r\n";
    }
    if (request.starts_with("GET /generate_204 ")) {
        return "HTTP/1.1 204 No Content\r\n\r\n";
    }
    if (request.starts_with("GET /download ")) {
        return state.download ? with_body("200 OK", std::string(download, 'm')) : with_body("404 Not Found", "");
    }
    return state.page ? with_body("200 OK", "a page") : with_body("503 Service Unavailable", "");
}

void answer_page(int listener, const State& state) {
    const int peer = ::accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
    const timeval patience{.tv_sec = 5, .tv_usec = 0};
    (void)::setsockopt(peer, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    (void)::setsockopt(peer, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    std::array<char, 2048> request;
    const auto size = ::recv(peer, request.data(), request.size(), 0);
    if (size > 0) {
        const auto page = page_of({request.data(), static_cast<std::size_t>(size)}, state);
        for (std::size_t sent = 0; sent < page.size();) {
            const auto more = ::send(peer, page.data() + sent, page.size() - sent, MSG_NOSIGNAL);
            if (more <= 0) {
                break;
            }
            sent += static_cast<std::size_t>(more);
        }
    }
    ::close(peer);
}

void follow(const std::string& order, State& state) {
    const bool on = order.ends_with(" on");
    (order.starts_with("dns ")      ? state.dns
     : order.starts_with("portal ") ? state.portal
     : order.starts_with("page ")   ? state.page
                                    : state.download) = on;
    std::printf("%s\n", order.c_str());
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    in_addr address{};
    if (argc != 2 || ::inet_pton(AF_INET, argv[1], &address) != 1) {
        std::fputs("usage: magpie_services ADDRESS\n", stderr);
        return 2;
    }
    const int names = bound(SOCK_DGRAM, address, dns_port);
    const int pages = bound(SOCK_STREAM, address, http_port);
    if (::listen(pages, 16) != 0) {
        return 1;
    }
    std::puts("ready");
    std::fflush(stdout);
    State state;
    std::string orders;
    while (true) {
        std::array waited{pollfd{names, POLLIN, 0}, pollfd{pages, POLLIN, 0}, pollfd{STDIN_FILENO, POLLIN, 0}};
        if (::poll(waited.data(), waited.size(), -1) < 0) {
            continue;
        }
        if ((waited[0].revents & POLLIN) != 0) {
            answer_name(names, address, state);
        }
        if ((waited[1].revents & POLLIN) != 0) {
            answer_page(pages, state);
        }
        if ((waited[2].revents & POLLIN) != 0) {
            std::array<char, 256> said;
            const auto size = ::read(STDIN_FILENO, said.data(), said.size());
            orders.append(said.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
            for (auto end = orders.find('\n'); end != std::string::npos; end = orders.find('\n')) {
                follow(orders.substr(0, end), state);
                orders.erase(0, end + 1);
            }
        }
    }
}
