#pragma once

#include <optional>
#include <string_view>

#include "wire/capture/record.hpp"

namespace magpie::agent {

// What is ours in the air as a person writes it, in the agent's configuration and behind options of magpie-capture.

/// How a network lets clients in: open, owe, personal or enterprise.
[[nodiscard]] std::optional<capture::Security> parse_security(std::string_view word);

/// Of "02:00:00:00:01:00", or of its first octets and a number of bits, as "02:00:00/24"; a vendor's prefix at least.
[[nodiscard]] std::optional<capture::OwnAccessPoint> parse_own_access_point(std::string_view text);

}  // namespace magpie::agent
