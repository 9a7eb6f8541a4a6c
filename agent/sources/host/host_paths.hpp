#pragma once

#include <string>

namespace magpie::agent {

/// Where the kernel's file systems are: another root in tests.
struct HostPaths {
    std::string proc = "/proc";
    std::string sys = "/sys";

    [[nodiscard]] static HostPaths under(const std::string& root) { return {root + "/proc", root + "/sys"}; }
};

}  // namespace magpie::agent
