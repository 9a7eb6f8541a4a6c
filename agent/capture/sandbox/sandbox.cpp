#include "agent/capture/sandbox/sandbox.hpp"

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "agent/capture/sandbox/privileges.hpp"
#include "agent/capture/sandbox/system_calls.hpp"

namespace magpie::agent {

namespace {

/// For an agent, one that is turned away, and what libraries may want.
constexpr int more_descriptors = 4;

bool lock_filter(int capture) {
    const int locked = 1;
    return ::setsockopt(capture, SOL_SOCKET, SO_LOCK_FILTER, &locked, sizeof locked) == 0;
}

/// No descriptor up to `last` is free any more, so that an agent's comes behind it.
bool occupy(int last) {
    while (true) {
        const int descriptor = ::open("/dev/null", O_RDONLY | O_CLOEXEC);
        if (descriptor > last) {
            ::close(descriptor);
        }
        if (descriptor < 0 || descriptor > last) {
            return descriptor >= 0;
        }
    }
}

}  // namespace

tl::expected<void, std::string> enter_sandbox(std::span<const int> captures, int listener) {
    if (!std::ranges::all_of(captures, lock_filter)) {
        return tl::unexpected(std::string("cannot lock a filter: ") + std::strerror(errno));
    }
    const int last = captures.empty() ? listener : std::max(listener, *std::ranges::max_element(captures));
    if (!occupy(last)) {
        return tl::unexpected(std::string("cannot open /dev/null: ") + std::strerror(errno));
    }
    const OpenDescriptors open{.listener = listener, .first_to_say = last + 1, .end = last + 1 + more_descriptors};
    return drop_privileges(open.end).and_then([&] { return forbid_system_calls(open); });
}

}  // namespace magpie::agent
