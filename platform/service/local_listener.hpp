#pragma once

#include <string>

#include <tl/expected.hpp>

#include "platform/files/file.hpp"

namespace magpie::service {

/// A Unix socket (SOCK_SEQPACKET, not blocking) at `path`, that its group may call. One there that nobody listens to is
/// replaced; its directory must exist. The error is a sentence.
[[nodiscard]] tl::expected<files::File, std::string> listen_locally(const std::string& path);

}  // namespace magpie::service
