#pragma once

#include <optional>

#include "agent/capture/air/turns.hpp"
#include "agent/capture/packet_source.hpp"

namespace magpie::agent {

/// Which channels the beacons of one BSSID say they are on. A switch of channel, announced or not, leaves the old one;
/// two access points stay on both. One thread; owned by the network it is of.
class TwoChannels {
  public:
    /// What a beacon says, as it says it: a frame is heard on neighbouring channels as well. Whether the BSSID is on
    /// two at once.
    [[nodiscard]] bool hear(unsigned channel, CaptureTime at);

  private:
    std::optional<unsigned> first_;
    std::optional<unsigned> second_;
    Turns turns_;
};

}  // namespace magpie::agent
