#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace magpie::collector {

/// Inflates zlib or gzip data, stopping as soon as more than `most` bytes come out of it (a bomb makes 1,000 bytes of
/// one). Nothing when the data is damaged, ends early or holds more.
[[nodiscard]] std::optional<std::string> inflate(std::string_view compressed, std::size_t most);

}  // namespace magpie::collector
