#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "agent/check/service.hpp"

/// What a check and the agent beside it say to each other: one connection a question, each message whole
/// (SOCK_SEQPACKET). The check asks for a message to the collector and back, the agent says what came of it and hangs
/// up.
namespace magpie::agent::check {

/// In check.directory.
inline constexpr std::string_view agent_socket = "agent.socket";
inline constexpr std::string_view trip_question = "trip 1";
inline constexpr std::size_t longest_trip_message = 64;

/// Of `trip` what a check cannot know: whether there was a session, what it may hear, and how long it took.
[[nodiscard]] std::string trip_answer(const Trip& trip);
/// Nothing where it is none.
[[nodiscard]] std::optional<Trip> parse_trip_answer(std::string_view message);

}  // namespace magpie::agent::check
