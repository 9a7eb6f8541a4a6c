#pragma once

#include <cstddef>
#include <ostream>
#include <string>

#include "agent/capture/packet_source.hpp"

namespace magpie::agent {

/// One frame as a JSON object on a line of its own, without its end. What is not told stands not in it. Of addresses
/// only an access point's is there, as `bssid`; `receiver` and `transmitter` say whose they are: access_point, client
/// or group.
[[nodiscard]] std::string json_line(std::size_t number, const CapturedFrame& frame, LinkType link_type);

/// Each frame of a capture, numbered from 1.
void print_frames(PacketSource& source, std::ostream& out);

}  // namespace magpie::agent
