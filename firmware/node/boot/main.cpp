#include "firmware/node/app/boot_record.hpp"
#include "firmware/node/board/board.hpp"
#include "firmware/node/board/cortex_m/start.hpp"
#include "firmware/node/hal/layout.hpp"

namespace magpie::node::cortex_m {

/// The boot loader: which slot starts is the record's business. The watchdog already runs when it does, so an image
/// that hangs before its first breath is started as often as its trial allows, and then no more.
void app_main() {
    hal::Flash& flash = start_loader_board();
    start_image(layout::slots[slot_to_start(flash)]);
}

}  // namespace magpie::node::cortex_m
