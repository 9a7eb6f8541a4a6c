#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace magpie::agent {

/// What a capture is of: the headers its frames begin with.
enum class LinkType : std::uint8_t { radiotap, ieee80211, ethernet };

/// By the clock that stamped the frames: the kernel's, which may be set, or that of a file.
using CaptureTime = std::chrono::sys_time<std::chrono::microseconds>;

/// One captured frame. The bytes live until the call that hands it over returns.
struct CapturedFrame {
    std::span<const std::byte> bytes;  // as captured
    std::size_t length = 0;            // on the line or in the air; at least bytes.size()
    CaptureTime at{};                  // by the clock of the kernel, or of the file
};

/// Where frames come from: an interface, or a file. One thread.
class PacketSource {
  public:
    virtual ~PacketSource() = default;
    [[nodiscard]] virtual LinkType link_type() const = 0;
    /// Hands over what waits, at most `most`; how many. Nothing more will come once ended() is true.
    virtual std::size_t read(std::size_t most, const std::function<void(const CapturedFrame&)>& take) = 0;
    [[nodiscard]] virtual bool ended() const = 0;
    /// Frames lost for want of room since the start.
    [[nodiscard]] virtual std::uint64_t dropped() = 0;
    /// Readable while frames wait; -1 of a file.
    [[nodiscard]] virtual int descriptor() const = 0;
};

}  // namespace magpie::agent
