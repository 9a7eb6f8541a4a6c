#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "agent/check/seen.hpp"
#include "agent/check/service.hpp"
#include "wire/time.hpp"

namespace magpie::agent::check {

/// What only the agent that runs can know, in a small file on tmpfs: it holds the buses, the session and the outbox.
/// The check that runs beside reads it.
struct Status {
    Monotonic at{};           // when it was written
    Milliseconds interval{};  // until the next
    bool online = false;
    std::string trouble{};  // why it is not
    Seen seen{};            // of the names of status_names
};

inline constexpr std::string_view status_file = "status.json";
inline constexpr std::size_t longest_status = std::size_t{64} * 1024;

/// Of what the agent reported, what a check needs of it and cannot see for itself.
[[nodiscard]] Seen only_of_agent(const Seen& all);

[[nodiscard]] std::string status_json(const Status& status);
/// Nothing where it is none.
[[nodiscard]] std::optional<Status> parse_status(std::string_view json);

/// Whether the agent that wrote it still runs, as far as that can be told: three intervals are over without another.
[[nodiscard]] bool is_fresh(const Status& status, Monotonic now);
[[nodiscard]] AgentTold told_by(const Status& status);

}  // namespace magpie::agent::check
