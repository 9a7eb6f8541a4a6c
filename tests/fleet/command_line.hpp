#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "platform/mqtt/client.hpp"
#include "tests/fleet/weather.hpp"

namespace magpie::fleet {

/// What the command line of magpie-fleet says.
struct CommandLine {
    bool help = false;
    std::string server;
    mqtt::TlsFiles tls;
    std::size_t poles = 200;
    std::uint64_t seed = 1;
    std::chrono::seconds interval{10};
    std::size_t series = 120;
    std::size_t sensors = 0;  // one pole in so many has some; 0: none
    std::size_t capture = 0;  // one pole in so many has magpie-capture; 0: none
    std::size_t targets = 0;  // one pole in so many asks targets; 0: none
    double speed = 1;
    std::optional<double> hour;            // in Seoul at the start; none: what the clock says
    std::size_t connections = 0;           // 0: as many as the file limit allows
    std::optional<std::uint32_t> seconds;  // of the wall clock; none: until SIGINT or SIGTERM
    bool weather = false;
    std::vector<Fault> faults;
    std::optional<Storm> storm;  // in seconds of the world
    std::string orders;          // where poles keep the orders they follow; empty: none is
};

extern const char* const usage;

/// The error is a sentence.
[[nodiscard]] tl::expected<CommandLine, std::string> parse_command_line(int argc, const char* const* argv);

}  // namespace magpie::fleet
