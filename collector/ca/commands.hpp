#pragma once

#include <string>
#include <vector>

#include "platform/clock/clock.hpp"

namespace magpie::collector::ca {

/// Does what the words say; what there is to know goes to stdout, what went wrong to stderr. The exit code: 0, 1 when
/// it could not be done, 2 when the words make no sense.
int run(const std::vector<std::string>& words, const platform::Clock& clock);

}  // namespace magpie::collector::ca
