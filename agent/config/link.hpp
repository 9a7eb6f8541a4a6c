#pragma once

#include "agent/sources/link/port_settings.hpp"
#include "platform/config/reader.hpp"

namespace magpie::agent {

/// [link]: which interfaces are looked at, and what ports are for.
[[nodiscard]] LinkSettings read_link(config::Table& link);

}  // namespace magpie::agent
