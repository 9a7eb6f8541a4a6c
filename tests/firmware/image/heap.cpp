// A program that wants memory from a heap. It must not link: there is none.
#include "firmware/node/board/cortex_m/start.hpp"

namespace magpie::node::cortex_m {

void app_main() {
    for (;;) {
        int* volatile number = new int(1);
        delete number;
    }
}

}  // namespace magpie::node::cortex_m
