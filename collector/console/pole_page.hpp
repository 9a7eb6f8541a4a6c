#pragma once

#include <string>

#include "collector/console/console.hpp"
#include "collector/fleet/fleet.hpp"

namespace magpie::collector::console {

/// All that is known of one pole, as docs/openapi.yaml describes it.
[[nodiscard]] std::string pole_page(const Console& console, const Fleet& fleet, std::uint32_t pole);

}  // namespace magpie::collector::console
