#pragma once

#include <string>

#include "tests/golden/hex_file.hpp"

namespace magpie::golden {

/// Bytes of tests/golden/sparkplug/<name>.hex.
inline std::string payload(const std::string& name) {
    return hex_file("sparkplug/" + name);
}

}  // namespace magpie::golden
