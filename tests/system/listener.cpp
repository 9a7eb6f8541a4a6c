// What a service manager does with $NOTIFY_SOCKET: hears datagrams at the path given, and writes each as a line.
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cstdio>
#include <cstring>

int main(int argc, char** argv) {
    sockaddr_un own{.sun_family = AF_UNIX, .sun_path = {}};
    if (argc != 2 || std::strlen(argv[1]) >= sizeof own.sun_path) {
        return 2;
    }
    std::strcpy(own.sun_path, argv[1]);
    const int socket = ::socket(AF_UNIX, SOCK_DGRAM, 0);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0) {
        std::perror("listener");
        return 1;
    }
    std::puts("listening");
    std::fflush(stdout);
    char words[4096];
    for (ssize_t size = 0; (size = ::recv(socket, words, sizeof words, 0)) >= 0;) {
        std::replace(words, words + size, '\n', ' ');
        std::printf("%.*s\n", static_cast<int>(size), words);
        std::fflush(stdout);
    }
}
