#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "agent/path/targets.hpp"
#include "platform/config/reader.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// Who should be reached from here, and how it is asked whether he is: [path]; the TOML key stands beside its field.
struct PathConfig {
    Milliseconds timeout{3000};         // timeout_seconds
    std::size_t at_once = 16;           // at_once
    Milliseconds mtu_interval{600000};  // mtu_interval_seconds
    std::string ca_file;                // ca_file; empty: those the system trusts
    std::vector<Target> targets;        // [[path.target]]
    struct TraceConfig {
        bool enabled = true;             // trace.enabled
        std::uint8_t most_hops = 16;     // trace.most_hops
        Milliseconds interval{300'000};  // trace.interval_seconds
        Milliseconds spread{10'000};     // trace.spread_seconds
    } trace;
    struct DegradedConfig {
        double loss_ratio = 0.03;  // degraded.loss_ratio
        Milliseconds rise{50};     // degraded.rise_seconds
    } degraded;
    struct DhcpConfig {
        std::string interface;                                  // dhcp.interface
        Milliseconds interval{0};                               // dhcp.interval_seconds; 0: never
        bool only_offer = false;                                // dhcp.only_offer
        std::string socket = "/run/magpie-uplink/uplink.sock";  // dhcp.socket
    } dhcp;
};

/// All but the file, and whom magpie-station asks where.
[[nodiscard]] bool may_be_ordered_of_path(std::string_view key);

[[nodiscard]] PathConfig read_path(config::Table& path);

}  // namespace magpie::agent
