#pragma once

#include "agent/optics/module.hpp"

namespace magpie::agent::optics {

/// Of a QSFP: its lower half, and the upper one of page 0, which says what it can. Alarms are its flags, which hold
/// what was since they were last read. Nothing of a module that measures nothing (a copper cable).
[[nodiscard]] Readings sff8636_readings(Half lower, Half upper);

}  // namespace magpie::agent::optics
