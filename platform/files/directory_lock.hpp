#pragma once

#include <string>

#include <tl/expected.hpp>

#include "platform/files/file.hpp"

namespace magpie::files {

/// Keeps other programs that ask out of a directory for as long as the file is open, which is at most as long as this
/// process lives, however it ends. What holds the lock (flock(2)) is the file `lock` in it; the directory is made when
/// it is not there. No file where none can be opened or locked: who may not write there shares it with nobody. The
/// error is a sentence: somebody else has it.
[[nodiscard]] tl::expected<File, std::string> lock_directory(const std::string& path);

}  // namespace magpie::files
