#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "agent/capture/packet_source.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent {

/// Who is at the other end of each line that is listened to, as he says by LLDP. Of two at one line (a switch between
/// that passes on what it should keep) the first is told, as long as what he said holds. One thread; owned by the
/// capture's app.
class LineNeighbours {
  public:
    /// Its index.
    std::uint8_t add_line(std::string interface);

    void packet(std::uint8_t line, const CapturedFrame& frame);
    /// Once a second: those whose word still holds.
    void tick(CaptureTime now, std::vector<capture::Record>& into);

    [[nodiscard]] std::uint64_t frames(std::uint8_t line) const { return lines_.at(line).frames; }
    [[nodiscard]] const std::array<std::uint64_t, capture::bad_frame_count>& bad(std::uint8_t line) const {
        return lines_.at(line).bad;
    }

  private:
    struct Line {
        std::string interface;
        std::optional<capture::LineNeighbour> neighbour{};
        CaptureTime holds_until{};
        std::uint64_t frames = 0;
        std::array<std::uint64_t, capture::bad_frame_count> bad{};
    };

    std::vector<Line> lines_;
};

}  // namespace magpie::agent
