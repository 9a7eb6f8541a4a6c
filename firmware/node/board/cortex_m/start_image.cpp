#include "firmware/node/board/board.hpp"
#include "firmware/node/board/cortex_m/core.hpp"

namespace magpie::node {

void start_image(std::uint32_t address) {
    cortex_m::vtor.write(address);
    const std::uint32_t stack = cortex_m::Register(address).read();
    const std::uint32_t entry = cortex_m::Register(address + 4).read();
    // In one piece: between a new stack and the jump no compiled code may run.
    __asm volatile("dsb\n\tisb\n\tmsr msp, %0\n\tbx %1" ::"r"(stack), "r"(entry) : "memory");
    __builtin_unreachable();
}

}  // namespace magpie::node
