#pragma once

#include <string>

#include <tl/expected.hpp>

namespace magpie::agent {

/// What is open when the calls are forbidden.
struct OpenDescriptors {
    int listener = -1;     // on which agents are accepted
    int first_to_say = 0;  // from here up to `end` a descriptor may be sent to; captures are below
    int end = 0;           // RLIMIT_NOFILE
};

/// From here on the kernel does for this process what it takes to read what is open, to accept an agent and answer it,
/// to have memory that is not run, to know the time, to write to stderr, and to end (seccomp(2)). No open, socket,
/// connect, exec, fork, kill, ptrace, and nothing sent to a capture. Whatever else is called fails with EPERM and is no
/// end: libpcap looks in /sys for what the card itself has dropped, a library of tomorrow may look elsewhere, and both
/// go on without; who has taken over the process gains as little by an error as by its end. A call by the numbers of
/// another architecture is the end.
[[nodiscard]] tl::expected<void, std::string> forbid_system_calls(const OpenDescriptors& open);

}  // namespace magpie::agent
