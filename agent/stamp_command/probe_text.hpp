#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "agent/stamp/sender.hpp"
#include "agent/stamp_command/command_line.hpp"

namespace magpie::agent {

/// What a probe found.
struct ProbeReport {
    const StampProbe& command;
    std::size_t size = 0;  // octets of UDP payload
    stamp::StampWindow window;
    stamp::PathFacts path;
    std::array<std::uint64_t, stamp::received_count> received{};
    std::optional<int> error{};  // what the system or the network last said of what was sent
};

[[nodiscard]] std::string progress_text(std::uint64_t sent, std::uint64_t count, std::uint64_t answered);

/// For a person who is tired.
[[nodiscard]] std::string text_of(const ProbeReport& report);

/// For a program: one object, in seconds and counts; what is not known is null.
[[nodiscard]] std::string json_of(const ProbeReport& report);

}  // namespace magpie::agent
