#pragma once

#include <optional>
#include <string_view>

#include "wire/time.hpp"

namespace magpie::http {

/// A date in any of the three forms HTTP has had (RFC 9110, 5.6.7). A year of two digits is the latest that is not more
/// than 50 years after `now`.
[[nodiscard]] std::optional<UtcMs> parse_date(std::string_view text, UtcMs now);

}  // namespace magpie::http
