#include "agent/stamp/kernel_clock.hpp"

#include <sys/timex.h>

#include <chrono>
#include <ctime>

namespace magpie::stamp {

namespace {

std::chrono::nanoseconds read(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);  // cannot fail for the two clocks read here
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

ErrorEstimate ask_clock() {
    timex kernel{};
    const bool known = ::adjtimex(&kernel) >= 0;
    const bool synchronised = known && (kernel.status & STA_UNSYNC) == 0;
    const std::chrono::microseconds most_error(known ? kernel.maxerror : 16'000'000);
    return error_estimate(synchronised, Format::ntp, most_error);
}

}  // namespace

Moment KernelClock::now() {
    const Instant mono(read(CLOCK_BOOTTIME));
    if (!asked_ || mono - *asked_ >= std::chrono::seconds(1)) {
        clock_ = ask_clock();
        asked_ = mono;
    }
    return {mono, WallTime(read(CLOCK_REALTIME)), clock_};
}

}  // namespace magpie::stamp
