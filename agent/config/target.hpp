#pragma once

#include <string>

#include "platform/config/checks.hpp"

/// What whoever the node asks is called in the configuration, whatever it is asked.
namespace magpie::agent {

/// A label of metrics.
[[nodiscard]] config::Refusal target_name(const std::string& name);

/// A name or an address, of which `gateway` is the one that changes.
[[nodiscard]] config::Refusal target_host(const std::string& text);

}  // namespace magpie::agent
