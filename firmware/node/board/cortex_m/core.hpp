#pragma once

#include <cstdint>

#include "firmware/node/board/cortex_m/register.hpp"

/// What every Cortex-M has (Armv7-M Architecture Reference Manual, B3).
namespace magpie::node::cortex_m {

inline constexpr Register vtor{0xE000ED08};
inline constexpr Register aircr{0xE000ED0C};
inline constexpr Register nvic_iser[2] = {Register{0xE000E100}, Register{0xE000E104}};

inline constexpr Register syst_csr{0xE000E010};
inline constexpr Register syst_rvr{0xE000E014};
inline constexpr Register syst_cvr{0xE000E018};

inline void enable_interrupt(std::uint32_t number) {
    nvic_iser[number / 32].write(1U << (number % 32));
}

/// SysTick interrupts each millisecond of a core that runs at `hertz`.
inline void start_milliseconds(std::uint32_t hertz) {
    syst_rvr.write(hertz / 1000 - 1);
    syst_cvr.write(0);
    syst_csr.write(0b111);  // counts the core's clock, interrupts, runs
}

/// Until any interrupt: SysTick's at the latest.
inline void wait_for_interrupt() {
    __asm volatile("wfi");
}

/// SYSRESETREQ; does not return.
[[noreturn]] inline void reset_core() {
    __asm volatile("dsb" ::: "memory");
    aircr.write((0x05FAU << 16U) | (1U << 2U));
    for (;;) {
        __asm volatile("dsb" ::: "memory");
    }
}

/// Holds interrupts back for as long as it lives.
class InterruptsOff {
  public:
    InterruptsOff() { __asm volatile("mrs %0, primask\n\tcpsid i" : "=r"(before_)::"memory"); }
    ~InterruptsOff() { __asm volatile("msr primask, %0" ::"r"(before_) : "memory"); }
    InterruptsOff(const InterruptsOff&) = delete;
    InterruptsOff& operator=(const InterruptsOff&) = delete;

  private:
    std::uint32_t before_;
};

}  // namespace magpie::node::cortex_m
