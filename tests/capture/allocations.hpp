#pragma once

#include <cstddef>

namespace magpie::captures {

/// How often this thread has called operator new, which a program that asks for it has one of its own of.
[[nodiscard]] std::size_t allocations();

}  // namespace magpie::captures
