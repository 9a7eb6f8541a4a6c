#pragma once

#include <span>
#include <string>

#include <tl/expected.hpp>

namespace magpie::agent {

/// What is behind this is no more than reading what is open and telling an agent of it: privileges and system calls are
/// given up, and the kernel's filter of each capture is locked. There is no way back; the error is a sentence, after
/// which the process must end.
[[nodiscard]] tl::expected<void, std::string> enter_sandbox(std::span<const int> captures, int listener);

}  // namespace magpie::agent
