#pragma once

#include <ostream>

#include "agent/capture/packet_source.hpp"
#include "agent/capture/read/ours.hpp"

namespace magpie::agent {

/// What is concluded of a whole capture, of the air by Air and Connections, of a line by Connections: objects of JSON,
/// one a line. What nobody says is ours is not, and has no twin.
void summarize(PacketSource& source, const Ours& ours, std::ostream& out);

}  // namespace magpie::agent
