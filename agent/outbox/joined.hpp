#pragma once

#include <string>
#include <string_view>

namespace magpie::agent {

/// One segment of two copies of it that are damaged in different places: what stands in either.
[[nodiscard]] std::string joined(std::string_view one, std::string_view other);

}  // namespace magpie::agent
