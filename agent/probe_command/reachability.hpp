#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "agent/path/reachability_window.hpp"
#include "agent/probe/outcome.hpp"
#include "agent/probe_line/begin_probe.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent {

/// What was typed behind `probe`: a kind and a target, and how often it is to be asked (0: as often as fits its kind).
struct ProbeCommand {
    std::vector<std::string> words;
    unsigned count = 0;
    bool json = false;
};

/// "[2001:db8::1]:53", "10.0.0.1:53", "host"; 0: no port is named. Nothing where it is neither.
struct HostAndPort {
    std::string host;
    std::uint16_t port = 0;
};
[[nodiscard]] std::optional<HostAndPort> host_and_port(std::string_view text);

/// Whom to ask what; the address of `host` is not known yet. The error is a line for who typed it.
[[nodiscard]] tl::expected<Question, std::string> probe_question(const std::vector<std::string>& words);

/// One probe of several, and all of them, as a person reads them; and for a program.
[[nodiscard]] std::string probe_line(const Question& question, unsigned number, const probe::Outcome& outcome);
[[nodiscard]] std::string probe_summary(const Question& question, const Reachability& found);
[[nodiscard]] std::string probe_json(const Question& question, const Reachability& found);

/// Asks, and prints a line for each answer and a summary, or JSON; the exit code is 0 when at least one was good, 1
/// when none was, 2 where there is nothing to ask. Until SIGINT or SIGTERM at most.
int print_probe(const ProbeCommand& command, const platform::Clock& clock);

}  // namespace magpie::agent
