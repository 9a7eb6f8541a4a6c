#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/time.hpp"

namespace magpie {

/// RFC 3339 in UTC with milliseconds: `2026-11-27T04:00:00.000Z`.
[[nodiscard]] std::string time_text(UtcMs time);

/// For people, to the minute: `2026-11-27 04:00`, in UTC.
[[nodiscard]] std::string minute_text(UtcMs time);

/// RFC 3339 with any offset and at most nine digits of a second, or seconds since 1970; from 1970 to 9999. Nothing
/// where it is neither.
[[nodiscard]] std::optional<UtcMs> parse_time(std::string_view text);

}  // namespace magpie
