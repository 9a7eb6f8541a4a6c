#pragma once

#include <utility>

#include <cstdint>
#include <optional>

#include <boost/asio/io_context.hpp>

#include "tests/fleet/fleet.hpp"
#include "tests/fleet/fleet_clock.hpp"
#include "tests/fleet/mqtt_line.hpp"

namespace magpie::fleet {

/// Runs the fleet until SIGINT, SIGTERM or `seconds` are over, with a line of figures on stdout every five seconds and
/// one at the end. The exit code.
int run(boost::asio::io_context& loop, Fleet& fleet, const Traffic& traffic, const FleetClock& clock,
        std::optional<std::uint32_t> seconds);

}  // namespace magpie::fleet
