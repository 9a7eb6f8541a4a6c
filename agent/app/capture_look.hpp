#pragma once

#include <string>
#include <vector>

#include "agent/config/capture.hpp"
#include "agent/report/readings.hpp"
#include "platform/clock/clock.hpp"

namespace magpie::agent {

/// Adds what magpie-capture tells one who only looks. Listens at its socket until it has told of each interface, which
/// it does every second; 2.5 s at most. Takes the line from no agent: who says nothing gives way. `ssids` and the
/// networks that are ours have a label of their own. A sentence where it tells nothing; empty also where there is none.
[[nodiscard]] std::string look_at_capture(const CaptureConfig& config, const std::vector<std::string>& ssids,
                                          const platform::Clock& clock, Readings& readings);

}  // namespace magpie::agent
