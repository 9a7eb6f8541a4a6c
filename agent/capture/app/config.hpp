#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace magpie::agent {

/// Everything magpie-capture can be told; the TOML key stands beside its field. `agent/capture/app/capture.toml`
/// explains each to the reader.
struct ServiceConfig {
    struct Client {
        std::string interface;  // client.interface
        std::string ssid;       // client.ssid
    };

    std::string socket = "/run/magpie-capture/capture.sock";  // socket
    std::string log_level = "info";                           // log_level
    std::string air_interface;                                // air.interface; empty: none
    std::vector<Client> clients;                              // client
    std::vector<std::string> lines;                           // line.interface
};

/// The error is one line a problem, each with the name of the file and the line.
[[nodiscard]] tl::expected<ServiceConfig, std::vector<std::string>> parse_service_config(std::string_view text,
                                                                                         std::string_view file_name);

}  // namespace magpie::agent
