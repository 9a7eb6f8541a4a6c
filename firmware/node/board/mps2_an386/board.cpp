#include "firmware/node/board/board.hpp"

#include "firmware/node/board/cortex_m/core.hpp"
#include "firmware/node/board/cortex_m/start.hpp"
#include "firmware/node/board/mps2_an386/an386.hpp"
#include "firmware/node/board/mps2_an386/chip.hpp"
#include "firmware/node/board/mps2_an386/flash.hpp"
#include "firmware/node/board/mps2_an386/i2c.hpp"
#include "firmware/node/board/mps2_an386/uart.hpp"

namespace magpie::node {

namespace {

using namespace an386;

constexpr std::uint16_t kind = 2;
static_assert(modbus::board_names[kind - 1] == "mps2-an386");

// An interrupt comes without an argument, so what it serves stands here, and nowhere else may see it.
constinit Chip chip;
constinit Uart bus{uart0, uart0_rx_interrupt};
constinit Uart particles{uart1, uart1_rx_interrupt};
constinit I2c i2c{chip};
constinit Flash flash_memory;

void bus_received() {
    bus.byte_arrived();
}
void bus_sent() {
    bus.byte_left();
}
void particles_received() {
    particles.byte_arrived();
}
void particles_sent() {
    particles.byte_left();
}
void silence_handler() {
    bus.timer_interrupted();
}
void systick_handler() {
    chip.tick();
}

constexpr auto with_interrupts() {
    auto table = cortex_m::make_vectors<timer0_interrupt + 1>();
    table.handlers[cortex_m::nmi_vector] = cortex_m::watchdog_handler;
    table.handlers[cortex_m::systick_vector] = systick_handler;
    table.handlers[cortex_m::first_interrupt + uart0_rx_interrupt] = bus_received;
    table.handlers[cortex_m::first_interrupt + uart0_tx_interrupt] = bus_sent;
    table.handlers[cortex_m::first_interrupt + uart1_rx_interrupt] = particles_received;
    table.handlers[cortex_m::first_interrupt + uart1_tx_interrupt] = particles_sent;
    table.handlers[cortex_m::first_interrupt + timer0_interrupt] = silence_handler;
    return table;
}

[[gnu::section(".vectors"), gnu::used]] constinit const auto vectors = with_interrupts();

}  // namespace

hal::Board start_board() {
    chip.start();
    i2c.start();
    return {.kind = kind, .chip = chip, .bus = bus, .particles = particles, .i2c = i2c, .flash = flash_memory};
}

void rest() {
    cortex_m::wait_for_interrupt();
}

hal::Flash& start_loader_board() {
    start_watchdog();
    return flash_memory;
}

}  // namespace magpie::node
