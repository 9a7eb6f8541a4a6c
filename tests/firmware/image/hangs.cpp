// An image that starts and then does nothing: nobody feeds the watchdog.
#include "firmware/node/board/cortex_m/start.hpp"

namespace magpie::node::cortex_m {

void app_main() {
    for (;;) {
        __asm volatile("nop");
    }
}

}  // namespace magpie::node::cortex_m
