#pragma once

#include "firmware/node/hal/flash.hpp"

namespace magpie::node {

/// Whether what stands in `slot` (0 or 1) begins as an image linked for that slot does: a first stack in RAM and a
/// reset handler, Thumb, within the slot.
[[nodiscard]] bool has_vector_table(const hal::Flash& flash, unsigned slot);

}  // namespace magpie::node
