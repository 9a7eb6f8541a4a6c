#pragma once

#include <cstdlib>

namespace magpie::fuzz {

/// What must hold for every input; a fuzzer reports where it does not.
inline void demand(bool holds) {
    if (!holds) {
        std::abort();
    }
}

}  // namespace magpie::fuzz
