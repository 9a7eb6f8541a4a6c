#include "agent/sources/host/clock_state.hpp"

namespace magpie::agent {

ClockState clock_state(const timex& kernel) {
    ClockState state;
    state.synchronised = (kernel.status & STA_UNSYNC) == 0;
    if (state.synchronised) {
        state.offset = static_cast<double>(kernel.offset) / ((kernel.status & STA_NANO) != 0 ? 1e9 : 1e6);
        state.error = static_cast<double>(kernel.maxerror) / 1e6;
    }
    return state;
}

}  // namespace magpie::agent
