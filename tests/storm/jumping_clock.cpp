// Preloaded into a daemon: a wall clock that jumps. How far it is off, in nanoseconds, stands in the first eight bytes
// of the file that MAGPIE_CLOCK_OFFSET names, and may change at any time. Everybody believes it, unless
// MAGPIE_CLOCK_STATE is `unsynchronised`.

#include <fcntl.h>
#include <pthread.h>
#include <semaphore.h>
#include <time.h>
#include <unistd.h>

#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/timex.h>

#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using Offset = std::atomic<std::int64_t>;

const Offset* open_offset() {
    const char* const file = std::getenv("MAGPIE_CLOCK_OFFSET");
    const int descriptor = file == nullptr ? -1 : ::open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return nullptr;
    }
    void* const mapped = ::mmap(nullptr, sizeof(Offset), PROT_READ, MAP_SHARED, descriptor, 0);
    ::close(descriptor);
    return mapped == MAP_FAILED ? nullptr : static_cast<const Offset*>(mapped);
}

std::int64_t offset() {
    static const Offset* const file = open_offset();
    return file == nullptr ? 0 : file->load(std::memory_order_relaxed);
}

constexpr std::int64_t second = 1'000'000'000;

int read_clock(clockid_t clock, timespec* into) {
    const auto done = static_cast<int>(::syscall(SYS_clock_gettime, clock, into));
    if (done == 0 && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
        const std::int64_t wall = into->tv_sec * second + into->tv_nsec + offset();
        *into = {wall / second, wall % second};
    }
    return done;
}

bool is_synchronised() {
    static const char* const state = std::getenv("MAGPIE_CLOCK_STATE");
    return state == nullptr || std::string_view(state) != "unsynchronised";
}

/// Moments to wait for are by the clock that the daemon sees; the kernel waits by its own. One near 1970 is by either
/// nearly the time since boot.
struct Moment {
    clockid_t clock;
    timespec at;
};

Moment to_kernel(const timespec* seen) {
    constexpr time_t years_since_boot = 1'000'000'000;
    if (seen->tv_sec < years_since_boot) {
        return {CLOCK_MONOTONIC, *seen};
    }
    const std::int64_t wall = seen->tv_sec * second + seen->tv_nsec - offset();
    return {CLOCK_REALTIME, {wall / second, wall % second}};
}

}  // namespace

extern "C" {

int pthread_cond_timedwait(pthread_cond_t* condition, pthread_mutex_t* mutex, const timespec* until) {
    const auto moment = to_kernel(until);
    return ::pthread_cond_clockwait(condition, mutex, moment.clock, &moment.at);
}

int sem_timedwait(sem_t* semaphore, const timespec* until) {
    const auto moment = to_kernel(until);
    return ::sem_clockwait(semaphore, moment.clock, &moment.at);
}

int clock_gettime(clockid_t clock, timespec* into) noexcept {
    return read_clock(clock, into);
}

time_t time(time_t* into) noexcept {
    timespec now{};
    read_clock(CLOCK_REALTIME, &now);
    if (into != nullptr) {
        *into = now.tv_sec;
    }
    return now.tv_sec;
}

int gettimeofday(timeval* into, void* /*zone*/) noexcept {
    timespec now{};
    const int done = read_clock(CLOCK_REALTIME, &now);
    *into = {now.tv_sec, now.tv_nsec / 1000};
    return done;
}

int adjtimex(timex* state) noexcept {
    *state = {};
    state->status = is_synchronised() ? 0 : STA_UNSYNC;
    return is_synchronised() ? TIME_OK : TIME_ERROR;
}
}
