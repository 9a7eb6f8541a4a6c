#pragma once

#include <ostream>

#include "agent/capture/packet_source.hpp"

namespace magpie::agent {

/// What Air or Connections, whichever the link type is for, conclude of a whole capture: objects of JSON, one a line.
/// As nobody says what is ours, no network is, and none has a twin.
void summarize(PacketSource& source, std::ostream& out);

}  // namespace magpie::agent
