#pragma once

#include "wire/modbus/register_map.hpp"

/// What the last run left in memory that no start fills: why it ended. Memory outlives every reset but a loss of power,
/// so this says what a chip's own register of causes cannot (an update), or has none for (the MPS2).
namespace magpie::node::cortex_m {

void note_reset(modbus::ResetCause cause);

/// What was noted, once: `power` where the memory did not live on, `external` where it did and nobody noted anything.
[[nodiscard]] modbus::ResetCause take_reset_note();

}  // namespace magpie::node::cortex_m
