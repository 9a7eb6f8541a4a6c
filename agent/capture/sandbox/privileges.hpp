#pragma once

#include <string>

#include <tl/expected.hpp>

namespace magpie::agent {

/// Gives up, for good, every capability, every way to gain one by starting a program, a core of this process, further
/// processes, and descriptors from `descriptors` on. The error is a sentence.
[[nodiscard]] tl::expected<void, std::string> drop_privileges(int descriptors);

}  // namespace magpie::agent
