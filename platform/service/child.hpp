#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "platform/files/file.hpp"

namespace magpie::service {

struct Child {
    pid_t process = -1;  // leads a process group of its own
    files::File output;  // what it prints, to be read
};

/// Starts the program at words[0] with these words. It has no descriptor but its three, of which it reads nothing and
/// whose complaints are lost, and no signal that we block or ignore. `environment` ends with a null (execve(2)). The
/// error is an errno.
[[nodiscard]] tl::expected<Child, int> begin_child(std::vector<std::string> words, char* const* environment);

}  // namespace magpie::service
