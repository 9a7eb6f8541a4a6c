#include "platform/service/local_call.hpp"

#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

namespace magpie::service {

tl::expected<files::File, int> call_locally(const std::string& path) {
    sockaddr_un address{.sun_family = AF_UNIX, .sun_path = {}};
    if (path.size() >= sizeof address.sun_path) {
        return tl::unexpected(ENAMETOOLONG);
    }
    std::memcpy(address.sun_path, path.data(), path.size());
    files::File line(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!line || ::connect(line.descriptor(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
        return tl::unexpected(errno);
    }
    return line;
}

}  // namespace magpie::service
