#include "agent/hostapd/control_socket.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace magpie::agent::hostapd {

tl::expected<files::File, int> connect_control(const std::string& path) {
    sockaddr_un own{.sun_family = AF_UNIX, .sun_path = {}};
    sockaddr_un its{.sun_family = AF_UNIX, .sun_path = {}};
    if (path.size() >= sizeof its.sun_path) {
        return tl::unexpected(ENAMETOOLONG);
    }
    std::memcpy(its.sun_path, path.data(), path.size());
    files::File socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    // It answers to an address. With the family alone the kernel gives one that leaves no file behind; it is known
    // within the network namespace alone.
    if (!socket || ::bind(socket.descriptor(), reinterpret_cast<const sockaddr*>(&own), sizeof own.sun_family) != 0 ||
        ::connect(socket.descriptor(), reinterpret_cast<const sockaddr*>(&its), sizeof its) != 0) {
        return tl::unexpected(errno);
    }
    return socket;
}

}  // namespace magpie::agent::hostapd
