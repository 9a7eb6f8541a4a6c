#include "firmware/node/board/lm3s6965evb/chip.hpp"

#include "firmware/node/board/cortex_m/core.hpp"
#include "firmware/node/board/cortex_m/reset_note.hpp"
#include "firmware/node/board/lm3s6965evb/lm3s6965.hpp"

namespace magpie::node::lm3s6965 {

namespace {

constexpr std::uint32_t door_pin = 1U << 1U;  // PF1: a contact to ground that a closed door presses
constexpr std::uint32_t watchdog_ticks = core_hertz;
/// The PLL locks within 0.5 ms; each look takes some cycles of at most 12 MHz.
constexpr int looks_at_the_pll = 20'000;

/// From the internal oscillator to 200 MHz of the PLL by 4, in the order of section 5.3.
void start_clock() {
    using namespace sysctl;
    rcc.set(rcc_bypass);
    rcc.clear(rcc_usesysdiv);
    rcc.clear(rcc_moscdis);
    rcc.write((rcc.read() & ~(rcc_xtal | rcc_oscsrc | rcc_pwrdn)) | rcc_xtal_8mhz);
    rcc.write((rcc.read() & ~rcc_sysdiv) | rcc_sysdiv_4 | rcc_usesysdiv);
    for (int look = 0; !ris.has(ris_plllris); ++look) {
        if (look == looks_at_the_pll) {
            // Without the crystal no baud rate is right, and the next start may find it swinging.
            cortex_m::note_reset(modbus::ResetCause::unknown);
            cortex_m::reset_core();
        }
    }
    rcc.clear(rcc_bypass);
}

modbus::ResetCause cause_of_reset() {
    const modbus::ResetCause noted = cortex_m::take_reset_note();
    const std::uint32_t told = sysctl::resc.read();
    sysctl::resc.write(0);  // its bits stay until then
    if ((told & sysctl::resc_por) != 0) {
        return modbus::ResetCause::power;
    }
    if ((told & sysctl::resc_bor) != 0) {
        return modbus::ResetCause::brown_out;
    }
    if ((told & sysctl::resc_wdt) != 0) {
        return modbus::ResetCause::watchdog;
    }
    if ((told & sysctl::resc_ext) != 0) {
        return modbus::ResetCause::external;
    }
    return noted;
}

}  // namespace

void start_watchdog(std::uint32_t ticks) {
    sysctl::rcgc0.set(sysctl::rcgc0_wdt);
    watchdog::load.write(ticks);
    watchdog::ctl.write(watchdog::ctl_inten | watchdog::ctl_resen);
    cortex_m::enable_interrupt(watchdog_interrupt);
}

void Chip::start() {
    reset_cause_ = cause_of_reset();
    start_clock();
    start_watchdog(watchdog_ticks);
    sysctl::rcgc2.set(sysctl::rcgc2_gpiof);
    gpio_f.pur().set(door_pin);
    gpio_f.den().set(door_pin);
    cortex_m::start_milliseconds(core_hertz);
}

void Chip::feed_watchdog() {
    watchdog::load.write(watchdog_ticks);
}

void Chip::reset(modbus::ResetCause cause) {
    cortex_m::note_reset(cause);
    cortex_m::reset_core();
}

bool Chip::door_is_open() const {
    return gpio_f.data(door_pin).has(door_pin);
}

}  // namespace magpie::node::lm3s6965
