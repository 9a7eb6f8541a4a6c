#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "agent/capture/air/channels.hpp"
#include "agent/capture/air/flood.hpp"
#include "agent/capture/air/networks.hpp"
#include "agent/capture/air/own.hpp"
#include "agent/capture/air/threats.hpp"
#include "agent/capture/air/twins.hpp"
#include "agent/capture/packet_source.hpp"
#include "agent/ieee80211/frame.hpp"
#include "agent/ieee80211/radiotap.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// What is heard on a monitor interface, from single frames to totals of networks and channels and to threats. Of
/// clients nothing stays. Bounded whatever is on the air. One thread; owned by the capture's app.
class Air {
  public:
    /// What is ours, anew: each OwnNetwork and OwnAccessPoint, then Settled. Others are passed over.
    void hear(const capture::Record& record);

    /// What the frame is, where it could be read: its body is that of `frame`.
    std::optional<Frame> frame(const CapturedFrame& frame, LinkType link_type);

    /// Threats that began or ended since the last call, to be told at once.
    void take_threats(std::vector<capture::Record>& into);
    /// Once a second: networks and channels as far as they changed, and the threats that last.
    void tick(CaptureTime now, std::vector<capture::Record>& into);

    [[nodiscard]] std::uint64_t frames() const { return frames_; }
    [[nodiscard]] const std::array<std::uint64_t, capture::bad_frame_count>& bad() const { return bad_; }

  private:
    /// A frame as it was received.
    struct Received {
        const Frame& frame;
        const Radiotap& radio;
        CaptureTime stamped{};  // by the clock of the capture, which may be set
        bool cut = false;       // not all of it was captured
        std::uint32_t airtime_us = 0;
    };

    void pass_time(CaptureTime at);
    std::nullopt_t bad(capture::BadFrame why) {
        ++bad_[static_cast<std::size_t>(why)];
        return std::nullopt;
    }
    [[nodiscard]] std::uint32_t airtime(const Radiotap& radio, std::size_t bytes);

    void heard(const Received& received);
    void attribute(const Received& received);
    void announced(const Received& received);
    void measure(const Received& received, const Beacon& beacon, const Elements& elements, HeardNetwork& network);
    void announced_with(const Received& received, const Beacon& beacon, const Elements& elements,
                        const HeardNetwork& network);
    void judge(const Received& received, const Announcement& announcement, HeardNetwork& network);
    void left(const Received& received);
    [[nodiscard]] bool is_ours(const HeardNetwork& network) const;
    void show(capture::Threat threat, const Received& received, const MacAddress& bssid, std::string_view ssid);

    Own own_;
    Networks networks_;
    Channels channels_;
    Flood flood_;
    Threats threats_;

    // The frames' clock without its steps back.
    CaptureTime now_{};     // of the present frame
    CaptureTime newest_{};  // that was heard of: a tick may be ahead of frames that still wait
    CaptureTime::duration stepped_back_{};

    std::optional<std::uint32_t> ampdu_;  // whose preamble was counted
    std::uint64_t frames_ = 0;
    std::array<std::uint64_t, capture::bad_frame_count> bad_{};
};

}  // namespace magpie::agent
