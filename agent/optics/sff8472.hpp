#pragma once

#include "agent/optics/module.hpp"

namespace magpie::agent::optics {

/// Whether an SFP measures itself, at an address of its own (SFF-8472 byte 92), as the lower half of its first says.
[[nodiscard]] bool has_sff8472_diagnostics(Half first);

/// `second`: the lower half at the address A2h. Alarms come of the limits there (the flags of SFF-8472 are optional);
/// limits that are all zero are none.
[[nodiscard]] Readings sff8472_readings(Half first, Half second);

}  // namespace magpie::agent::optics
