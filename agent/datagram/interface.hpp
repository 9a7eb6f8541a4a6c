#pragma once

#include <string>

namespace magpie::agent::datagram {

/// What the socket sends leaves by this interface and no other, whatever the routes say; empty: as they say. False
/// where our own system does not let us.
[[nodiscard]] bool bind_to_interface(int socket, const std::string& interface);

}  // namespace magpie::agent::datagram
