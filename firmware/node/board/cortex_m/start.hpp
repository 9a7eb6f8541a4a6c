#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

/// What happens before anything else: the vector table and the way from the reset to app_main().
namespace magpie::node::cortex_m {

using Handler = void (*)();

/// The first word of an image is its stack, the second where it starts.
template <std::size_t interrupts>
struct VectorTable {
    const std::uint32_t* stack_top;
    std::array<Handler, 15 + interrupts> handlers;
};

/// Positions in VectorTable::handlers.
inline constexpr std::size_t reset_vector = 0;
inline constexpr std::size_t nmi_vector = 1;
inline constexpr std::size_t systick_vector = 14;
inline constexpr std::size_t first_interrupt = 15;

extern "C" {
/// Ends of the stack, by the linker script.
extern const std::uint32_t stack_top[];
/// Fills .data and .bss, paints the stack and calls app_main().
[[noreturn]] void reset_handler();
/// For what nobody asked for, and every fault: notes it and resets, so that an image that is broken is given up soon.
[[noreturn]] void fault_handler();
/// The watchdog's first warning: notes it and resets. Where interrupts hang as well, its second resets without a note.
[[noreturn]] void watchdog_handler();
/// The program: of the loader or of the node.
[[noreturn]] void app_main();
}

template <std::size_t interrupts>
constexpr VectorTable<interrupts> make_vectors() {
    VectorTable<interrupts> table{.stack_top = stack_top, .handlers = {}};
    for (Handler& handler : table.handlers) {
        handler = fault_handler;
    }
    table.handlers[reset_vector] = reset_handler;
    return table;
}

}  // namespace magpie::node::cortex_m
