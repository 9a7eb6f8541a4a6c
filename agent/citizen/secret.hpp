#pragma once

#include <optional>
#include <string>

namespace magpie::agent::citizen {

/// The first line of a file, empty where no file is named; nothing where it cannot be read.
[[nodiscard]] std::optional<std::string> secret_in(const std::string& path);

}  // namespace magpie::agent::citizen
