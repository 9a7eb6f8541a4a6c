#pragma once

#include <cstdint>

#include "firmware/node/board/cortex_m/register.hpp"

/// The registers of TI's (Luminary's) LM3S6965 that a node uses, by the names of its data sheet.
namespace magpie::node::lm3s6965 {

using cortex_m::Register;

inline constexpr std::uint32_t core_hertz = 50'000'000;

// Interrupts (table 2-9).
inline constexpr std::uint32_t uart0_interrupt = 5;
inline constexpr std::uint32_t uart1_interrupt = 6;
inline constexpr std::uint32_t watchdog_interrupt = 18;
inline constexpr std::uint32_t timer0a_interrupt = 19;

/// System control (chapter 5).
namespace sysctl {
inline constexpr Register ris{0x400FE050};
inline constexpr std::uint32_t ris_plllris = 1U << 6U;
inline constexpr Register resc{0x400FE05C};
inline constexpr std::uint32_t resc_ext = 1U << 0U;
inline constexpr std::uint32_t resc_por = 1U << 1U;
inline constexpr std::uint32_t resc_bor = 1U << 2U;
inline constexpr std::uint32_t resc_wdt = 1U << 3U;
inline constexpr Register rcc{0x400FE060};
inline constexpr std::uint32_t rcc_moscdis = 1U << 0U;
inline constexpr std::uint32_t rcc_oscsrc = 3U << 4U;
inline constexpr std::uint32_t rcc_xtal = 0xFU << 6U;
inline constexpr std::uint32_t rcc_xtal_8mhz = 0xEU << 6U;
inline constexpr std::uint32_t rcc_bypass = 1U << 11U;
inline constexpr std::uint32_t rcc_pwrdn = 1U << 13U;
inline constexpr std::uint32_t rcc_usesysdiv = 1U << 22U;
inline constexpr std::uint32_t rcc_sysdiv = 0xFU << 23U;
inline constexpr std::uint32_t rcc_sysdiv_4 = 3U << 23U;
inline constexpr Register rcgc0{0x400FE100};
inline constexpr std::uint32_t rcgc0_wdt = 1U << 3U;
inline constexpr Register rcgc1{0x400FE104};
inline constexpr std::uint32_t rcgc1_uart0 = 1U << 0U;
inline constexpr std::uint32_t rcgc1_uart1 = 1U << 1U;
inline constexpr std::uint32_t rcgc1_i2c0 = 1U << 12U;
inline constexpr std::uint32_t rcgc1_timer0 = 1U << 16U;
inline constexpr Register rcgc2{0x400FE108};
inline constexpr std::uint32_t rcgc2_gpioa = 1U << 0U;
inline constexpr std::uint32_t rcgc2_gpiob = 1U << 1U;
inline constexpr std::uint32_t rcgc2_gpiod = 1U << 3U;
inline constexpr std::uint32_t rcgc2_gpiof = 1U << 5U;
}  // namespace sysctl

/// Internal flash (chapter 7).
namespace flash {
inline constexpr Register fma{0x400FD000};
inline constexpr Register fmd{0x400FD004};
inline constexpr Register fmc{0x400FD008};
inline constexpr std::uint32_t fmc_wrkey = 0xA442U << 16U;
inline constexpr std::uint32_t fmc_write = 1U << 0U;
inline constexpr std::uint32_t fmc_erase = 1U << 1U;
}  // namespace flash

/// A port of general-purpose pins (chapter 8).
struct Gpio {
    std::uint32_t base;

    /// Address bits 9 to 2 say which pins are meant.
    [[nodiscard]] constexpr Register data(std::uint32_t pins) const { return Register(base + (pins << 2U)); }
    [[nodiscard]] constexpr Register afsel() const { return Register(base + 0x420); }
    [[nodiscard]] constexpr Register odr() const { return Register(base + 0x50C); }
    [[nodiscard]] constexpr Register pur() const { return Register(base + 0x510); }
    [[nodiscard]] constexpr Register den() const { return Register(base + 0x51C); }
};
inline constexpr Gpio gpio_a{0x40004000};
inline constexpr Gpio gpio_b{0x40005000};
inline constexpr Gpio gpio_d{0x40007000};
inline constexpr Gpio gpio_f{0x40025000};

/// General-purpose timer 0 (chapter 9), as one of 32 bits.
namespace timer0 {
inline constexpr Register cfg{0x40030000};
inline constexpr Register tamr{0x40030004};
inline constexpr std::uint32_t tamr_one_shot = 1;
inline constexpr Register ctl{0x4003000C};
inline constexpr std::uint32_t ctl_taen = 1U << 0U;
inline constexpr Register imr{0x40030018};
inline constexpr Register mis{0x40030020};
inline constexpr Register icr{0x40030024};
inline constexpr std::uint32_t tato = 1U << 0U;
inline constexpr Register tailr{0x40030028};
}  // namespace timer0

/// Watchdog (chapter 10).
namespace watchdog {
inline constexpr Register load{0x40000000};
inline constexpr Register ctl{0x40000008};
inline constexpr std::uint32_t ctl_inten = 1U << 0U;
inline constexpr std::uint32_t ctl_resen = 1U << 1U;
}  // namespace watchdog

/// A UART (chapter 12).
struct UartRegisters {
    std::uint32_t base;

    [[nodiscard]] constexpr Register dr() const { return Register(base); }
    [[nodiscard]] constexpr Register fr() const { return Register(base + 0x18); }
    [[nodiscard]] constexpr Register ibrd() const { return Register(base + 0x24); }
    [[nodiscard]] constexpr Register fbrd() const { return Register(base + 0x28); }
    [[nodiscard]] constexpr Register lcrh() const { return Register(base + 0x2C); }
    [[nodiscard]] constexpr Register ctl() const { return Register(base + 0x30); }
    [[nodiscard]] constexpr Register ifls() const { return Register(base + 0x34); }
    [[nodiscard]] constexpr Register im() const { return Register(base + 0x38); }
    [[nodiscard]] constexpr Register mis() const { return Register(base + 0x40); }
    [[nodiscard]] constexpr Register icr() const { return Register(base + 0x44); }
};
inline constexpr UartRegisters uart0{0x4000C000};
inline constexpr UartRegisters uart1{0x4000D000};
inline constexpr std::uint32_t dr_errors = 0xFU << 8U;
inline constexpr std::uint32_t fr_busy = 1U << 3U;
inline constexpr std::uint32_t fr_rxfe = 1U << 4U;
inline constexpr std::uint32_t fr_txff = 1U << 5U;
inline constexpr std::uint32_t lcrh_pen = 1U << 1U;
inline constexpr std::uint32_t lcrh_eps = 1U << 2U;
inline constexpr std::uint32_t lcrh_fen = 1U << 4U;
inline constexpr std::uint32_t lcrh_wlen_8 = 3U << 5U;
inline constexpr std::uint32_t ifls_tx_half = 2U << 0U;
inline constexpr std::uint32_t ifls_rx_two_bytes = 0U << 3U;
inline constexpr std::uint32_t ctl_uarten = 1U << 0U;
inline constexpr std::uint32_t ctl_txe = 1U << 8U;
inline constexpr std::uint32_t ctl_rxe = 1U << 9U;
inline constexpr std::uint32_t int_rx = 1U << 4U;
inline constexpr std::uint32_t int_tx = 1U << 5U;
inline constexpr std::uint32_t int_rt = 1U << 6U;
inline constexpr std::uint32_t int_all = 0x7F0;

/// I2C 0 as a master (chapter 14).
namespace i2c0 {
inline constexpr Register msa{0x40020000};
inline constexpr Register mcs{0x40020004};
inline constexpr std::uint32_t mcs_run = 1U << 0U;
inline constexpr std::uint32_t mcs_start = 1U << 1U;
inline constexpr std::uint32_t mcs_stop = 1U << 2U;
inline constexpr std::uint32_t mcs_ack = 1U << 3U;
inline constexpr std::uint32_t mcs_busy = 1U << 0U;
inline constexpr std::uint32_t mcs_error = 1U << 1U;
inline constexpr std::uint32_t mcs_busbsy = 1U << 6U;
inline constexpr Register mdr{0x40020008};
inline constexpr Register mtpr{0x4002000C};
inline constexpr Register mcr{0x40020020};
inline constexpr std::uint32_t mcr_mfe = 1U << 4U;
}  // namespace i2c0

}  // namespace magpie::node::lm3s6965
