#include "platform/service/local_listener.hpp"

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace magpie::service {

namespace {

constexpr mode_t for_its_group = 0660;
constexpr int most_calls = 4;

tl::unexpected<std::string> cannot(const std::string& path) {
    return tl::unexpected("cannot listen at " + path + ": " + std::strerror(errno));
}

files::File make_socket() {
    return files::File(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
}

/// Left behind by one who has ended.
bool is_stale(const std::string& path, const sockaddr_un& address) {
    struct stat found {};
    if (::lstat(path.c_str(), &found) != 0 || !S_ISSOCK(found.st_mode)) {
        return false;
    }
    const auto caller = make_socket();
    return caller && ::connect(caller.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 &&
           errno == ECONNREFUSED;
}

}  // namespace

tl::expected<files::File, std::string> listen_locally(const std::string& path) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    if (path.size() >= sizeof address.sun_path) {
        errno = ENAMETOOLONG;
        return cannot(path);
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    if (is_stale(path, address)) {
        (void)::unlink(path.c_str());
    }
    auto listener = make_socket();
    // The mode comes before anybody can call.
    if (!listener || ::bind(listener.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::chmod(path.c_str(), for_its_group) != 0 || ::listen(listener.descriptor(), most_calls) != 0) {
        return cannot(path);
    }
    return listener;
}

}  // namespace magpie::service
