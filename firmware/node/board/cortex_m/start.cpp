#include "firmware/node/board/cortex_m/start.hpp"

#include "firmware/node/board/cortex_m/core.hpp"
#include "firmware/node/board/cortex_m/reset_note.hpp"

extern "C" {
// From the linker script; where each lies is all that it says.
extern const std::uint32_t data_image[];
extern std::uint32_t data_start[];
extern std::uint32_t data_end[];
extern std::uint32_t bss_start[];
extern std::uint32_t bss_end[];
extern std::uint32_t stack_bottom[];
extern std::uint32_t stack_paint_end[];
}

namespace magpie::node::cortex_m {

namespace {

/// What is left of it shows how deep the stack has been.
constexpr std::uint32_t paint = 0x5AFE57AC;

}  // namespace

extern "C" {

void reset_handler() {
    const std::uint32_t* from = data_image;
    for (std::uint32_t* to = data_start; to != data_end; ++to) {
        *to = *from++;
    }
    for (std::uint32_t* to = bss_start; to != bss_end; ++to) {
        *to = 0;
    }
    for (std::uint32_t* to = stack_bottom; to != stack_paint_end; ++to) {
        *to = paint;
    }
    app_main();
}

void fault_handler() {
    note_reset(modbus::ResetCause::software);
    reset_core();
}

void watchdog_handler() {
    note_reset(modbus::ResetCause::watchdog);
    reset_core();
}

/// The compiler asks for it beside every virtual function that has no body.
void __cxa_pure_virtual() {
    fault_handler();
}
}

}  // namespace magpie::node::cortex_m
