#pragma once

#include <string>
#include <vector>

#include "platform/mqtt/client.hpp"
#include "platform/mqtt/server_address.hpp"

namespace magpie::mqtt {

/// What is known of a connection that was tried and did not come about.
struct Failure {
    int code = 0;                    // 1 to 5: the return code of CONNACK (MQTT 3.1.1, table 3.1)
    std::vector<std::string> trace;  // of this attempt, see ConnectTrace
    std::string tcp;  // what a bare TCP connection to the same address met afterwards; empty when it succeeded
};

/// One sentence for a technician on a ladder: what is wrong, at which end, and which file to look at.
[[nodiscard]] std::string sentence(const Failure& failure, const ServerAddress& server, const Connect& connect);

}  // namespace magpie::mqtt
