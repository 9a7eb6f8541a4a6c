#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "agent/capture/client/stages.hpp"
#include "wire/capture/record.hpp"

namespace magpie::agent::client {

/// Between whom a TCP round trip was measured: the pole stands in the middle of it.
enum class Side : std::uint8_t { network, radio };

/// What one client felt within one minute. It is good if no stage failed and none was slow; else one stage is to
/// blame, the earliest. What a host or a name far away may be the cause of counts where at least half of it went
/// wrong: names that servers fail on or refuse, and TCP handshakes that are reset or not answered.
class Minute {
  public:
    /// A frame of the client's, or to it: only such minutes count.
    void here() { here_ = true; }
    [[nodiscard]] bool counts() const { return here_; }

    void stage(const StageEnd& end);
    void round_trip(Side side, std::chrono::microseconds took);
    /// One with payload; `up`: of the client.
    void segment(bool up, bool again);

    /// The stage to blame; nothing of a good minute.
    [[nodiscard]] std::optional<capture::Stage> to_blame() const;

  private:
    struct Share {
        std::uint32_t all = 0;
        std::uint32_t bad = 0;
        void count(bool is_bad);
        [[nodiscard]] bool at_least_half() const { return bad > 0 && bad >= all - bad; }
    };
    [[nodiscard]] bool is_bad(capture::Stage stage) const;

    std::uint16_t bad_stages_ = 0;  // a bit each
    bool here_ = false;
    Share dns_;
    Share tcp_;
    std::array<Share, 2> trips_{};     // by Side
    std::array<Share, 2> segments_{};  // by who has to carry them on: from clients the network, to clients the radio
};

}  // namespace magpie::agent::client
