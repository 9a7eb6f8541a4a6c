#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

namespace magpie::agent {

/// Everything magpie-station can be told; the TOML key stands beside its field.
struct StationConfig {
    std::string socket = "/run/magpie-station/station.sock";  // socket
    std::string interface;                                    // interface; empty: of the uplink
    std::string uplink;                                       // uplink; empty: of a station
    std::string control;                                      // control
    std::string log_level = "info";                           // log_level
};

/// The error is one line a problem, each with the name of the file and the line.
[[nodiscard]] tl::expected<StationConfig, std::vector<std::string>> parse_station_config(std::string_view text,
                                                                                         std::string_view file_name);

}  // namespace magpie::agent
