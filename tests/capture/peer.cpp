// An agent of a capture, or somebody who pretends to be one: says what it is told to, and prints what it hears.
//   magpie_capture_peer SOCKET WORD...
// Words: hello, settled, another-version, garbage (bytes that are no record), not-mine (a record of the capture's own),
// deaf (reads nothing, from here on). Prints "connected", then a line for each Interface it hears about, the kind's
// number for other records, and "put off" at the end.
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cstddef>
#include <cstdio>
#include <span>
#include <string>
#include <string_view>

#include "wire/capture/record.hpp"

namespace {

using namespace magpie;

int connect_to(const std::string& path) {
    const int socket = ::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 ? socket : -1;
}

void say(int socket, const capture::Record& record) {
    const auto bytes = capture::encode(record);
    (void)::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
}

void say(int socket, std::string_view word) {
    if (word == "hello") {
        say(socket, capture::Hello{});
    } else if (word == "settled") {
        say(socket, capture::Settled{});
    } else if (word == "another-version") {
        say(socket, capture::Hello{.version = 99});
    } else if (word == "not-mine") {
        say(socket, capture::Channel{});
    } else if (word == "garbage") {
        (void)::send(socket, "garbage", 7, MSG_NOSIGNAL);
    } else if (word == "deaf") {
        ::pause();
    }
}

void print(const capture::Record& record) {
    if (const auto* interface = std::get_if<capture::Interface>(&record)) {
        const std::string name(capture::view(interface->name));
        std::printf("%s %llu frames %llu dropped\n", name.c_str(), static_cast<unsigned long long>(interface->frames),
                    static_cast<unsigned long long>(interface->kernel_drops));
    } else {
        std::printf("record %zu\n", record.index());
    }
    std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
    const int socket = argc > 1 ? connect_to(argv[1]) : -1;
    if (socket < 0) {
        std::perror("magpie_capture_peer");
        return 1;
    }
    std::puts("connected");
    std::fflush(stdout);
    for (const std::string_view word : std::span(argv, static_cast<std::size_t>(argc)).subspan(2)) {
        say(socket, word);
    }
    std::array<std::byte, capture::record_size + 1> bytes{};
    for (ssize_t size = 0; (size = ::recv(socket, bytes.data(), bytes.size(), 0)) > 0;) {
        if (const auto record = capture::decode(std::span(bytes).first(static_cast<std::size_t>(size)))) {
            print(*record);
        }
    }
    std::puts("put off");
    return 0;
}
