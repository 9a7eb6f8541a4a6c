#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "agent/capture/packet_source.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// How long each channel was listened to, and what was heard on it of anybody. A radio may go from channel to channel,
/// and says where it is only with a frame: what passes between the last frame here and the first there counts to
/// neither beyond a moment. One thread; owned by Air.
class Channels {
  public:
    /// A frame came in on the channel.
    void frame(std::uint32_t mhz, CaptureTime at, std::uint32_t airtime_us);

    /// When the radio came to the channel where it is.
    [[nodiscard]] CaptureTime there_since() const { return there_since_; }

    /// Those that changed since they were last told.
    void tell(std::vector<capture::Record>& into);

  private:
    struct Totals {
        std::uint64_t listened_us = 0;
        std::uint64_t airtime_us = 0;
        bool changed = false;
    };

    std::map<std::uint32_t, Totals> channels_;  // by MHz; as many as there are channels
    std::uint32_t mhz_ = 0;                     // where the radio is; 0: nowhere yet
    CaptureTime last_{};
    CaptureTime there_since_{};
};

}  // namespace magpie::agent
