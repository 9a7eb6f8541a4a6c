#include "firmware/node/app/node.hpp"
#include "firmware/node/board/board.hpp"
#include "firmware/node/board/cortex_m/start.hpp"

namespace magpie::node::cortex_m {

void app_main() {
    // Not on the stack, so that the linker counts it.
    static hal::Board board = start_board();
    static Node node(board, MAGPIE_NODE_SLOT);
    for (;;) {
        node.poll();
        rest();
    }
}

}  // namespace magpie::node::cortex_m
