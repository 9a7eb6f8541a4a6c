#include "agent/datagram/interface.hpp"

#include <sys/socket.h>

namespace magpie::agent::datagram {

bool bind_to_interface(int socket, const std::string& interface) {
    return interface.empty() || ::setsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, interface.c_str(),
                                             static_cast<socklen_t>(interface.size() + 1)) == 0;
}

}  // namespace magpie::agent::datagram
