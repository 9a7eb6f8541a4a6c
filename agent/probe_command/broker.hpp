#pragma once

#include <optional>
#include <string>

#include "agent/probe_command/reachability.hpp"
#include "platform/clock/clock.hpp"
#include "platform/mqtt/client.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// What a stranger finds of a broker.
struct BrokerFound {
    std::optional<Milliseconds> connected;   // until it let us in, with TCP and TLS
    std::optional<Milliseconds> round_trip;  // of a message, until the broker brought it back
    std::string why_not{};                   // a sentence, where it did not let us in
};

[[nodiscard]] std::string broker_summary(const std::string& server, const BrokerFound& found);
[[nodiscard]] std::string broker_json(const std::string& server, const BrokerFound& found);

/// Connects to a broker as somebody it does not know, and sends itself a message. Never with the node's certificate:
/// the broker would end the session of the agent that runs. Prints what it found, or JSON; the exit code is 0 when the
/// broker let us in, 1 when it did not, 2 where there is nothing to ask. `command.words`: mqtt and the server, as in
/// mqtt.servers; `ca_file`: whose servers are believed. Until SIGINT or SIGTERM at most.
int print_broker(const ProbeCommand& command, const std::string& ca_file, const platform::Clock& clock);

}  // namespace magpie::agent
