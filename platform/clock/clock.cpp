#include "platform/clock/clock.hpp"

#include <sys/timex.h>

#include <ctime>

namespace magpie::platform {
namespace {

Milliseconds read(clockid_t clock) {
    timespec time{};
    ::clock_gettime(clock, &time);  // cannot fail for the two clocks read here
    return std::chrono::seconds(time.tv_sec) +
           std::chrono::duration_cast<Milliseconds>(std::chrono::nanoseconds(time.tv_nsec));
}

/// False also where the call is forbidden (ProtectClock= of systemd does that): a clock nobody vouches for is not
/// known.
bool kernel_says_synchronised() {
    timex state{};  // modes 0: read only
    const int clock_state = ::adjtimex(&state);
    return clock_state >= 0 && clock_state != TIME_ERROR && (state.status & STA_UNSYNC) == 0;
}

}  // namespace

Now SystemClock::now() const {
    return {Monotonic(read(CLOCK_BOOTTIME)), UtcMs(read(CLOCK_REALTIME)), kernel_says_synchronised()};
}

}  // namespace magpie::platform
