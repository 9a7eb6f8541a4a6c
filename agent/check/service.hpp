#pragma once

#include <optional>
#include <string>
#include <vector>

#include "agent/check/layer.hpp"
#include "agent/citizen/network.hpp"
#include "wire/time.hpp"

/// The layers of what the pole is there for: its collector, and the networks it serves.
namespace magpie::agent::check {

/// What came of one connection to one broker, or of that which the agent has.
struct Trip {
    std::string server{};
    bool let_in = false;
    bool is_forbidden = false;  // to hear what the collector answers: the broker's access list
    std::optional<Milliseconds> connected{};
    std::optional<Milliseconds> broker{};     // until a message was back
    std::optional<Milliseconds> collector{};  // until the collector had answered it
    std::string why_not{};
};

/// What the agent that runs beside says of itself.
struct AgentTold {
    bool online = false;
    std::string trouble{};  // why it is not
    double waiting = 0;     // reports that the collector has not called safe
};

struct CollectorSeen {
    std::vector<Trip> trips{};
    /// Only the way to the broker was tried, and not the door, for the agent that runs is behind it with our name.
    bool is_knocked_only = false;
    std::optional<bool> reached{};        // by TCP alone, where is_knocked_only
    std::optional<Trip> trip_of_agent{};  // which it made for us there; nothing: it did not say
    bool may_not_ask_agent = false;       // we may not speak with it
    std::optional<AgentTold> agent{};
    std::optional<UtcMs> certificate_ends{};
    Now now{};
    bool needs_name = false;
};
[[nodiscard]] Layer judge_collector(const CollectorSeen& seen);

/// One network of the pole, joined as a client.
struct SsidSeen {
    std::string ssid{};
    std::string not_tried{};  // why, in English; empty: it was
    std::string not_tried_ko{};
    std::vector<citizen::StageEnd> ends{};
};
[[nodiscard]] Layer judge_ssid(const SsidSeen& seen);

}  // namespace magpie::agent::check
