#pragma once

#include <string>

#include <tl/expected.hpp>

#include "collector/ca/command_line.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// `magpie-ca order`: signs an order, or shows one. What to say when it is done, or why not.
[[nodiscard]] tl::expected<std::string, std::string> order_command(const Call& call, UtcMs now);

}  // namespace magpie::collector::ca
