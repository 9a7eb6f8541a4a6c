#pragma once

#include <string>

namespace magpie::agent {

/// Whether the path lies on a file system for raw flash (JFFS2, UBIFS), which small writes wear out; also where that is
/// the upper layer of an overlay, as on a router. What of the path is missing lies where it would be made. False when
/// /proc does not say. `root` stands before /proc.
[[nodiscard]] bool on_raw_flash(const std::string& path, const std::string& root = {});

}  // namespace magpie::agent
