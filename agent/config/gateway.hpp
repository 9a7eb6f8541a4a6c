#pragma once

#include <string>
#include <vector>

#include "agent/sources/pole/json_mapping.hpp"
#include "platform/config/reader.hpp"
#include "platform/mqtt/client.hpp"

namespace magpie::agent {

/// Sensors that speak MQTT at the pole's own broker; the TOML key stands beside its field.
struct GatewayConfig {
    std::string server;                 // pole.gateway.server; empty: there is no such broker
    std::string user;                   // pole.gateway.user
    std::string password_file;          // pole.gateway.password_file
    mqtt::TlsFiles tls;                 // pole.gateway.ca_file, certificate_file, key_file
    double messages_per_second = 50;    // pole.gateway.messages_per_second
    std::vector<JsonMapping> messages;  // pole.message
};

/// Reads `[pole.gateway]` and `[[pole.message]]` of the table `pole`.
[[nodiscard]] GatewayConfig read_gateway(config::Table& pole);

}  // namespace magpie::agent
