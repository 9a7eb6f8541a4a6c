#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/server.hpp"

namespace magpie::collector::console {

/// One file in memory, read again when it is another. On the loop; owned by who serves it.
class ServedFile {
  public:
    static constexpr std::size_t most_bytes = std::size_t{64} << 20;

    explicit ServedFile(std::string path) : path_(std::move(path)) {}

    /// False where it is no file that can be read, or too large. A link is followed.
    [[nodiscard]] bool look();
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    /// Another one for each state of the file: `W/"size-time"` in hexadecimal digits.
    [[nodiscard]] const std::string& tag() const { return tag_; }

  private:
    std::string path_;
    std::string bytes_;
    std::string tag_;
};

/// The page of the console and what belongs to it, out of one directory: `/` and `/console/` are its index.html,
/// `/console/x` its x. Names that begin with a dot, and ways out of the directory, are none. A file beside it that ends
/// in .gz is sent to who takes gzip. On the loop; owned by `app`.
class StaticFiles {
  public:
    /// Empty: nothing is served.
    explicit StaticFiles(std::string directory) : directory_(std::move(directory)) {}

    /// Nothing where the path is none of its own, or there is no directory.
    [[nodiscard]] std::optional<http::Response> answer(const http::Request& request);

  private:
    [[nodiscard]] ServedFile* find(const std::string& name);

    std::string directory_;
    std::map<std::string, ServedFile> files_;
};

/// One file, as it is in the moment: with ETag, 304 for who has it, compressed for who takes it. `missing` where there
/// is none.
[[nodiscard]] http::Response file_answer(ServedFile& file, const http::Request& request, std::string_view content_type,
                                         std::string_view missing);

}  // namespace magpie::collector::console
