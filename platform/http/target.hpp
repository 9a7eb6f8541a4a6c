#pragma once

#include <optional>
#include <string_view>

#include "platform/http/server.hpp"

namespace magpie::http {

/// Path and query of a request target in origin form ("/metrics?shard=1%2F4"), percent-decoded; `+` is a plus. Nothing when it does not begin with `/`
/// or an escape is broken.
[[nodiscard]] std::optional<Request> parse_target(std::string_view target);

}  // namespace magpie::http
