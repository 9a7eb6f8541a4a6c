#pragma once

namespace magpie::service {

/// From here on the kernel writes no core of this process and lets nobody else read its memory: its key is in it, and
/// what others told it in confidence, such as addresses of clients.
void keep_memory_private();

}  // namespace magpie::service
