#include "firmware/node/board/board.hpp"

#include "firmware/node/board/cortex_m/core.hpp"
#include "firmware/node/board/cortex_m/start.hpp"
#include "firmware/node/board/lm3s6965evb/chip.hpp"
#include "firmware/node/board/lm3s6965evb/flash.hpp"
#include "firmware/node/board/lm3s6965evb/i2c.hpp"
#include "firmware/node/board/lm3s6965evb/lm3s6965.hpp"
#include "firmware/node/board/lm3s6965evb/uart.hpp"

namespace magpie::node {

namespace {

using namespace lm3s6965;

constexpr std::uint16_t kind = 1;
static_assert(modbus::board_names[kind - 1] == "lm3s6965evb");

// An interrupt comes without an argument, so what it serves stands here, and nowhere else may see it.
constinit Chip chip;
constinit Uart bus{uart0, uart0_interrupt};
constinit Uart particles{uart1, uart1_interrupt};
constinit I2c i2c{chip};
constinit Flash flash_memory;

/// The loader runs on the internal oscillator: 12 MHz, give or take 30 %.
constexpr std::uint32_t loader_watchdog_ticks = 24'000'000;

constexpr std::uint32_t uart0_pins = 3U << 0U;  // PA0, PA1
constexpr std::uint32_t uart1_pins = 3U << 2U;  // PD2, PD3

void bus_handler() {
    bus.uart_interrupted();
}
void silence_handler() {
    bus.timer_interrupted();
}
void particles_handler() {
    particles.uart_interrupted();
}
void systick_handler() {
    chip.tick();
}

constexpr auto with_interrupts() {
    auto table = cortex_m::make_vectors<timer0a_interrupt + 1>();
    table.handlers[cortex_m::systick_vector] = systick_handler;
    table.handlers[cortex_m::first_interrupt + uart0_interrupt] = bus_handler;
    table.handlers[cortex_m::first_interrupt + uart1_interrupt] = particles_handler;
    table.handlers[cortex_m::first_interrupt + watchdog_interrupt] = cortex_m::watchdog_handler;
    table.handlers[cortex_m::first_interrupt + timer0a_interrupt] = silence_handler;
    return table;
}

[[gnu::section(".vectors"), gnu::used]] constinit const auto vectors = with_interrupts();

}  // namespace

hal::Board start_board() {
    chip.start();
    i2c.start();
    sysctl::rcgc1.set(sysctl::rcgc1_uart0 | sysctl::rcgc1_uart1 | sysctl::rcgc1_timer0);
    sysctl::rcgc2.set(sysctl::rcgc2_gpioa | sysctl::rcgc2_gpiod);
    gpio_a.afsel().set(uart0_pins);
    gpio_a.den().set(uart0_pins);
    gpio_d.afsel().set(uart1_pins);
    gpio_d.den().set(uart1_pins);
    return {.kind = kind, .chip = chip, .bus = bus, .particles = particles, .i2c = i2c, .flash = flash_memory};
}

void rest() {
    cortex_m::wait_for_interrupt();
}

hal::Flash& start_loader_board() {
    start_watchdog(loader_watchdog_ticks);
    return flash_memory;
}

}  // namespace magpie::node
