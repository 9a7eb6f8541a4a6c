#pragma once

#include <cstdint>

#include "firmware/node/board/cortex_m/register.hpp"

/// The registers of Arm's AN386 (Cortex-M4 on the MPS2 board) that a node uses, by the names of the Cortex-M System
/// Design Kit (DDI 0479) and of the application note.
namespace magpie::node::an386 {

using cortex_m::Register;

inline constexpr std::uint32_t core_hertz = 25'000'000;

// Interrupts (application note, table 3-5).
inline constexpr std::uint32_t uart0_rx_interrupt = 0;
inline constexpr std::uint32_t uart0_tx_interrupt = 1;
inline constexpr std::uint32_t uart1_rx_interrupt = 2;
inline constexpr std::uint32_t uart1_tx_interrupt = 3;
inline constexpr std::uint32_t timer0_interrupt = 8;

/// APB timer 0.
namespace timer0 {
inline constexpr Register ctrl{0x40000000};
inline constexpr std::uint32_t ctrl_enable = 1U << 0U;
inline constexpr std::uint32_t ctrl_interrupt = 1U << 3U;
inline constexpr Register value{0x40000004};
inline constexpr Register reload{0x40000008};
inline constexpr Register intstatus{0x4000000C};  // ones clear it
}  // namespace timer0

/// APB watchdog; its warning is the NMI.
namespace watchdog {
inline constexpr Register load{0x40008000};
inline constexpr Register control{0x40008008};
inline constexpr std::uint32_t control_inten = 1U << 0U;
inline constexpr std::uint32_t control_resen = 1U << 1U;
}  // namespace watchdog

/// An APB UART.
struct UartRegisters {
    std::uint32_t base;

    [[nodiscard]] constexpr Register data() const { return Register(base); }
    [[nodiscard]] constexpr Register state() const { return Register(base + 0x04); }
    [[nodiscard]] constexpr Register ctrl() const { return Register(base + 0x08); }
    [[nodiscard]] constexpr Register intclear() const { return Register(base + 0x0C); }
    [[nodiscard]] constexpr Register bauddiv() const { return Register(base + 0x10); }
};
inline constexpr UartRegisters uart0{0x40004000};
inline constexpr UartRegisters uart1{0x40005000};
inline constexpr std::uint32_t state_tx_full = 1U << 0U;
inline constexpr std::uint32_t state_rx_full = 1U << 1U;
inline constexpr std::uint32_t state_rx_overrun = 1U << 3U;
inline constexpr std::uint32_t ctrl_tx = 1U << 0U;
inline constexpr std::uint32_t ctrl_rx = 1U << 1U;
inline constexpr std::uint32_t ctrl_tx_interrupt = 1U << 2U;
inline constexpr std::uint32_t ctrl_rx_interrupt = 1U << 3U;
inline constexpr std::uint32_t int_tx = 1U << 0U;
inline constexpr std::uint32_t int_rx = 1U << 1U;
inline constexpr std::uint32_t int_all = 0xF;

/// The I2C of shield 1: two pins that software moves.
namespace sbcon {
inline constexpr Register controls{0x4002A000};  // read: the pins; written: those to let go
inline constexpr Register controlc{0x4002A004};  // written: those to pull down
inline constexpr std::uint32_t scl = 1U << 0U;
inline constexpr std::uint32_t sda = 1U << 1U;
}  // namespace sbcon

/// System controller: why the last reset was; ones clear it.
namespace sysctrl {
inline constexpr Register rstinfo{0x4001F010};
inline constexpr std::uint32_t rstinfo_wdogresetreq = 1U << 1U;
inline constexpr std::uint32_t rstinfo_all = 7;
}  // namespace sysctrl

/// The FPGA's own inputs.
namespace fpgaio {
inline constexpr Register button{0x40028008};
}  // namespace fpgaio

}  // namespace magpie::node::an386
