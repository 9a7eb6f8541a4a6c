#pragma once

#include <optional>
#include <string_view>

#include "platform/http/server.hpp"

namespace magpie::http {

/// Path and query of a request target in origin form ("/metrics?shard=1%2F4"), percent-decoded; `+` is a plus. Nothing
/// when it does not begin with `/`, an escape is broken, or what comes out is not plain text (UTF-8 without control
/// characters).
[[nodiscard]] std::optional<Request> parse_target(std::string_view target);

}  // namespace magpie::http
