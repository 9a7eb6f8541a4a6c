#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "agent/capture/packet_source.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What is heard on a monitor interface, from single frames to totals of networks and channels and to threats. Of
/// clients nothing stays. Bounded whatever is on the air. One thread; owned by the capture's app.
class Air {
  public:
    /// What is ours, anew: each OwnNetwork and OwnAccessPoint, then Settled. Others are passed over.
    void hear(const capture::Record& record);

    void frame(const CapturedFrame& frame, LinkType link_type);

    /// Threats that began or ended since the last call, to be told at once.
    void take_threats(std::vector<capture::Record>& into);
    /// Once a second: networks and channels as far as they changed, and the threats that last.
    void tick(CaptureTime now, std::vector<capture::Record>& into);

    [[nodiscard]] std::uint64_t frames() const { return frames_; }
    [[nodiscard]] const std::array<std::uint64_t, capture::bad_frame_count>& bad() const { return bad_; }

  private:
    std::uint64_t frames_ = 0;
    std::array<std::uint64_t, capture::bad_frame_count> bad_{};
};

}  // namespace magpie::agent
