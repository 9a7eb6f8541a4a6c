#include "firmware/node/board/mps2_an386/chip.hpp"

#include "firmware/node/board/cortex_m/core.hpp"
#include "firmware/node/board/cortex_m/reset_note.hpp"
#include "firmware/node/board/mps2_an386/an386.hpp"

namespace magpie::node::an386 {

namespace {

/// A board on a desk has no door: user button 0, held down, is an open one.
constexpr std::uint32_t door_button = 1U << 0U;

/// From the note, but for a watchdog that had to reset alone: the system controller tells one request for a reset from
/// none, and no more.
modbus::ResetCause cause_of_reset() {
    const modbus::ResetCause noted = cortex_m::take_reset_note();
    const bool by_watchdog = sysctrl::rstinfo.has(sysctrl::rstinfo_wdogresetreq);
    sysctrl::rstinfo.write(sysctrl::rstinfo_all);
    return by_watchdog ? modbus::ResetCause::watchdog : noted;
}

}  // namespace

void start_watchdog() {
    watchdog::load.write(core_hertz);
    watchdog::control.write(watchdog::control_inten | watchdog::control_resen);
}

void Chip::start() {
    reset_cause_ = cause_of_reset();
    start_watchdog();
    cortex_m::start_milliseconds(core_hertz);
}

void Chip::feed_watchdog() {
    watchdog::load.write(core_hertz);
}

void Chip::reset(modbus::ResetCause cause) {
    cortex_m::note_reset(cause);
    cortex_m::reset_core();
}

bool Chip::door_is_open() const {
    return fpgaio::button.has(door_button);
}

}  // namespace magpie::node::an386
