#pragma once

#include <string>

#include "agent/app/command_line.hpp"
#include "agent/config/config.hpp"
#include "agent/orders/orders.hpp"
#include "wire/time.hpp"

/// The configuration in effect: the node's own file, and what the order in force sets.
namespace magpie::agent {

/// The node's orders, begun: their files are in the state directory, and they are signed under the CA of the broker.
/// `config` is the node's own.
[[nodiscard]] Orders begin_orders(const CommandLine& line, const Config& config, const Now& now);
/// With what the order in force sets.
[[nodiscard]] Config ordered_config(const CommandLine& line, Config config, const Orders& orders);

/// The same for who stands beside an agent that may be running, and only looks.
[[nodiscard]] Config config_in_effect(const std::string& config_file, Config config, const Now& now);

}  // namespace magpie::agent
