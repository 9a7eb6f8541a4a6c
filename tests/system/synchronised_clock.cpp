// Loaded before a daemon: the kernel says that its clock is synchronised, and right to 50 us. A machine for tests need
// not be, and two ends on one machine have one clock.
#include <sys/timex.h>

#include <cstring>

extern "C" int adjtimex(timex* state) {
    std::memset(state, 0, sizeof *state);
    state->maxerror = 50;
    return TIME_OK;
}
