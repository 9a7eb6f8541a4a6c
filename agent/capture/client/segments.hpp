#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "agent/capture/packet_source.hpp"

namespace magpie::agent::client {

/// What passed of one direction of a TCP connection: which segments came before, and how long the other side takes to
/// acknowledge. Sequence numbers wrap (RFC 9293 3.4). A value; owned by its Flow.
class Segments {
  public:
    enum class Kind : std::uint8_t {
        fresh,
        again,       // passed here before, or a part of it did
        keep_alive,  // RFC 9293 3.8.4, and a probe of a closed window that is repeated
    };

    /// The number that follows, where it is known before any segment.
    void begin(std::uint32_t next);
    [[nodiscard]] Kind take(std::uint32_t sequence, std::uint32_t length, CaptureTime at);
    /// The other side has all before this number. How long that took of a segment that was sent once (Karn's rule).
    [[nodiscard]] std::optional<std::chrono::microseconds> acknowledged(std::uint32_t number, CaptureTime at);

  private:
    /// Numbers that were passed over: lost before they came here, or late.
    struct Hole {
        std::uint32_t begin = 0;
        std::uint32_t end = 0;
    };
    void skip(std::uint32_t from, std::uint32_t to);
    bool fill(std::uint32_t from, std::uint32_t to);

    std::uint32_t next_ = 0;
    std::uint32_t timed_end_ = 0;
    CaptureTime timed_at_{};
    bool known_ = false;
    bool timing_ = false;
    std::uint8_t newest_hole_ = 0;
    std::array<Hole, 3> holes_{};  // empty where begin is end
};

}  // namespace magpie::agent::client
