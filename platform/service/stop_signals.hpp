#pragma once

#include "platform/files/file.hpp"

namespace magpie::service {

/// Readable once SIGINT or SIGTERM has come; from now on they end nothing by themselves.
[[nodiscard]] files::File stop_signals();

}  // namespace magpie::service
