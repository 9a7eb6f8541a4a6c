#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "agent/check/layer.hpp"
#include "agent/probe/outcome.hpp"

/// The layers of what the pole needs of others, judged by what probes found.
namespace magpie::agent::check {

struct GatewaySeen {
    std::string address{};  // empty: there is no default route
    std::vector<probe::Outcome> pings{};
    bool answers_arp = false;  // the kernel knows its address on the line
};
[[nodiscard]] Layer judge_gateway(const GatewaySeen& seen);

struct DnsAsked {
    std::string resolver{};
    std::string name{};
    probe::Outcome known{};                    // of a name that exists
    std::optional<probe::Outcome> invented{};  // of one below .invalid (RFC 6761), which nobody has
};
struct DnsSeen {
    std::vector<DnsAsked> asked{};
    bool has_resolver = false;
    bool is_needed = false;  // something configured is a name
};
[[nodiscard]] Layer judge_dns(const DnsSeen& seen);

/// Somebody who was asked.
struct Asked {
    std::string name{};  // of the target
    std::string far{};   // its class
    probe::Kind kind{};
    bool needs_name = false;  // it is known by a name
    probe::Outcome outcome{};
};
/// Both at once, for each may explain the other: a portal shuts out what does not know of it.
[[nodiscard]] std::pair<Layer, Layer> judge_internet_and_portal(const std::vector<Asked>& outside,
                                                                const std::vector<Asked>& portals);

struct TimeSeen {
    std::vector<Asked> servers{};
    std::optional<bool> synchronised{};  // as the kernel says
    std::optional<double> error{};       // seconds, as the kernel says
};
[[nodiscard]] Layer judge_time(const TimeSeen& seen);

}  // namespace magpie::agent::check
