#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "wire/time.hpp"

namespace magpie::agent {

/// Why a file of /proc or /sys was not read.
enum class ReadError : std::uint8_t {
    missing,     ///< ENOENT, ENODEV: this board or kernel does not have it
    permission,  ///< EACCES, EPERM
    timeout,     ///< ETIMEDOUT: the device behind it does not answer
    unreadable,  ///< any other error, or longer than a megabyte
};

/// The word for it, as it stands in the label `reason`.
[[nodiscard]] std::string_view reason(ReadError error);

/// Reads small files whole into one buffer that is kept. The carrier of who reads /proc and /sys: all else parses text.
class FileReader {
  public:
    /// The text is good until the next call.
    [[nodiscard]] tl::expected<std::string_view, ReadError> read(const std::string& path);

  private:
    std::vector<char> buffer_ = std::vector<char>(4096);
};

/// Names in a directory, sorted so that "zone2" stands before "zone10"; empty where it cannot be read. At most `most`,
/// of those that start with `prefix`.
[[nodiscard]] std::vector<std::string> names_in(const std::string& directory, std::string_view prefix,
                                                std::size_t most = 64);

/// When a file was last written.
[[nodiscard]] std::optional<UtcMs> time_written(const std::string& path);

}  // namespace magpie::agent
