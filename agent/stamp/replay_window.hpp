#pragma once

#include <array>
#include <bitset>
#include <chrono>
#include <cstdint>

#include "agent/stamp/moment.hpp"

namespace magpie::stamp {

/// Tells a packet that was there before. Sequence numbers share the slots, and in each slot the sender's time only goes
/// on: so nothing that was ever taken is new again, however much is recorded and played back. What is overtaken by 256
/// others is taken for a repetition too. A value, owned by the session.
class ReplayWindow {
  public:
    [[nodiscard]] bool repeats(std::uint32_t sequence, std::uint64_t timestamp, Instant now) {
        // A sender whose clock was put back would else be refused for as long as that was.
        if (now - taken_ > std::chrono::seconds(30)) {
            used_.reset();
        }
        const std::size_t slot = sequence % slots;
        // By signed difference: timestamps begin again in 2036.
        if (used_[slot] && static_cast<std::int64_t>(timestamp - times_[slot]) <= 0) {
            return true;
        }
        used_.set(slot);
        times_[slot] = timestamp;
        taken_ = now;
        return false;
    }

  private:
    static constexpr std::size_t slots = 256;

    std::array<std::uint64_t, slots> times_{};
    std::bitset<slots> used_;
    Instant taken_{};
};

}  // namespace magpie::stamp
