#pragma once

#include <string>

#include <tl/expected.hpp>

#include "platform/files/file.hpp"

namespace magpie::service {

/// A connection (SOCK_SEQPACKET, not blocking) to who listens locally at `path`. The error is the system's.
[[nodiscard]] tl::expected<files::File, int> call_locally(const std::string& path);

}  // namespace magpie::service
