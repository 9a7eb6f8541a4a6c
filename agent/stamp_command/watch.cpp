#include "agent/stamp_command/watch.hpp"

#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/timex.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <ctime>

#include "agent/sources/host/clock_state.hpp"

namespace magpie::agent {

namespace {

std::chrono::nanoseconds read(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);  // cannot fail for the two clocks read here
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

stamp::ErrorEstimate ask_clock() {
    timex kernel{};
    const bool known = ::adjtimex(&kernel) >= 0;
    const auto state = clock_state(kernel);
    const std::chrono::microseconds most_error(known ? kernel.maxerror : 16'000'000);
    return stamp::error_estimate(known && state.synchronised, stamp::Format::ntp, most_error);
}

}  // namespace

Watch::Watch() {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    ::sigprocmask(SIG_BLOCK, &ends, &before_);
    signals_ = ::signalfd(-1, &ends, SFD_CLOEXEC | SFD_NONBLOCK);
    (void)::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);  // else a packet leaves 50 us late
}

Watch::~Watch() {
    ::close(signals_);
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

stamp::Moment Watch::now() {
    const stamp::Instant mono(read(CLOCK_BOOTTIME));
    if (!clock_asked_ || mono - *clock_asked_ >= std::chrono::seconds(1)) {
        clock_ = ask_clock();
        clock_asked_ = mono;
    }
    return {mono, stamp::WallTime(read(CLOCK_REALTIME)), clock_};
}

bool Watch::wait(int descriptor, std::optional<stamp::Instant> until) {
    std::array<pollfd, 2> watched{{{descriptor, POLLIN, 0}, {signals_, POLLIN, 0}}};
    timespec patience{};
    if (until) {
        const auto left = std::max(*until - stamp::Instant(read(CLOCK_BOOTTIME)), std::chrono::nanoseconds::zero());
        const auto seconds = std::chrono::floor<std::chrono::seconds>(left);
        patience = {.tv_sec = seconds.count(), .tv_nsec = (left - seconds).count()};
    }
    ::ppoll(watched.data(), watched.size(), until ? &patience : nullptr, nullptr);
    signalfd_siginfo told{};  // read, or it would still be there when signals are let through again
    told_to_end_ = told_to_end_ || ::read(signals_, &told, sizeof told) > 0;
    return !told_to_end_;
}

}  // namespace magpie::agent
