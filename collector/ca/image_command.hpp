#pragma once

#include <string>

#include <tl/expected.hpp>

#include "collector/ca/command_line.hpp"
#include "wire/time.hpp"

namespace magpie::collector::ca {

/// `magpie-ca image`: signs firmware of sensor nodes, or shows what is signed. What to say when it is done, or why not.
[[nodiscard]] tl::expected<std::string, std::string> image_command(const Call& call, UtcMs now);

}  // namespace magpie::collector::ca
