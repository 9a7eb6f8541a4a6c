#include "agent/stamp_command/foreground.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

namespace magpie::agent {

Foreground::Foreground() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &ends, &before_);
    signals_ = ::signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    (void)::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);  // else a packet leaves 50 us late
}

Foreground::~Foreground() {
    ::close(signals_);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

bool Foreground::wait(int descriptor, std::optional<stamp::Instant> until) {
    std::array<pollfd, 2> watched{{{descriptor, POLLIN, 0}, {signals_, POLLIN, 0}}};
    timespec patience{};
    if (until) {
        const auto left = std::max(*until - clock_.now().mono, std::chrono::nanoseconds::zero());
        const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
        patience = {.tv_sec = static_cast<std::time_t>(seconds.count()),
                    .tv_nsec = static_cast<long>((left - seconds).count())};
    }
    ::ppoll(watched.data(), watched.size(), until ? &patience : nullptr, nullptr);
    signalfd_siginfo told{};  // read, or it would still be there when signals are let through again
    told_to_end_ = told_to_end_ || ::read(signals_, &told, sizeof told) > 0;
    return !told_to_end_;
}

}  // namespace magpie::agent
