#pragma once

#include <string>

#include <tl/expected.hpp>

#include "collector/planner/layers.hpp"
#include "collector/planner/outputs.hpp"

namespace magpie::collector::planner {

/// The city as the files that a real one would have: an example of each.
[[nodiscard]] tl::expected<void, std::string> write_city(const City& city, const std::string& directory,
                                                         Outputs& outputs);

/// With the verdict behind those that are in the file already, which need not be there.
[[nodiscard]] tl::expected<void, std::string> write_verdict(const std::string& path, const Verdict& verdict,
                                                            Outputs& outputs);

}  // namespace magpie::collector::planner
