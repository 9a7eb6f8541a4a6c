#pragma once

#include "firmware/node/hal/board.hpp"

/// What a board gives to the two programs that run on it; each board has its own board.cpp.
namespace magpie::node {

/// Sets up clock, pins and everything of the board; once, by the node.
hal::Board start_board();

/// Until something may have happened: a millisecond at most.
void rest();

/// All that the loader needs: flash, with the watchdog running from here on and the rest of the chip as it woke.
hal::Flash& start_loader_board();

/// Gives the core to the image whose vector table lies at `address`.
[[noreturn]] void start_image(std::uint32_t address);

}  // namespace magpie::node
