#pragma once

#include <string>
#include <vector>

#include "agent/check/layer.hpp"
#include "agent/check/seen.hpp"

/// The layers of the pole itself, judged by what its sources have seen. Thresholds are those of the alerts.
namespace magpie::agent::check {

[[nodiscard]] Layer judge_power(const Seen& seen);
[[nodiscard]] Layer judge_poe(const Seen& seen);
/// `watched`: a contact of the door is configured.
[[nodiscard]] Layer judge_door(const Seen& seen, bool watched);
[[nodiscard]] Layer judge_temperature(const Seen& seen);

/// A directory in which the agent keeps its reports, as the check finds it.
struct SpoolSeen {
    std::string path{};
    bool is_directory = true;  // where there is something at all
    bool is_readonly = false;
    bool is_full = false;  // not one more report would fit
};
[[nodiscard]] Layer judge_storage(const Seen& seen, const std::vector<SpoolSeen>& spools = {});

struct RadiosWanted {
    bool enabled = true;
    std::vector<std::string> ssids;
};
[[nodiscard]] Layer judge_radios(const Seen& seen, const RadiosWanted& wanted);

struct SensorsWanted {
    std::vector<std::string> names;  // that are configured
    bool agent_told = false;         // the agent runs, and `seen` has what it read
};
[[nodiscard]] Layer judge_sensors(const Seen& seen, const SensorsWanted& wanted);

}  // namespace magpie::agent::check
