#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "agent/stamp/delays.hpp"
#include "agent/stamp/distribution.hpp"

namespace magpie::stamp {

/// How one packet ended: told in the order of sending, once nothing can change any more.
struct Outcome {
    struct Replied {
        std::uint32_t reflector_sequence = 0;  // of the first reply
        std::uint32_t lowest_sequence = 0;     // of all replies to this packet
        std::uint32_t highest_sequence = 0;
        std::uint32_t further = 0;   // replies with another sequence: the packet arrived there more than once
        WallTime reflected{};        // T3
        std::optional<bool> counts;  // whether its sequence is its own count, where it says (Direct Measurement)
        Delays delays{};
    };
    std::uint64_t sequence = 0;
    std::optional<Replied> replied{};  // nothing: lost
};

/// Lost on the way there, and on the way back.
struct LostWays {
    std::uint64_t forward = 0;
    std::uint64_t back = 0;
    bool operator==(const LostWays&) const = default;
};

struct OneWayDelay {
    Distribution delay;
    Nanoseconds bound{};  // the greatest of the window
};

/// What the packets of a stretch of time say. Round-trip loss is by Tmax (RFC 6673); what of it was lost which way a
/// later reply tells, so that `ways` may hold packets that an earlier window has counted lost.
struct StampWindow {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;  // in time
    std::uint64_t lost = 0;
    std::optional<LostWays> ways;    // nothing where some were lost and the reflector does not count by itself
    std::uint64_t unattributed = 0;  // lost so far, of all windows, on neither way that is known
    std::uint64_t loss_bursts = 0;   // runs of lost packets, and the longest
    std::uint64_t longest_burst = 0;
    std::uint64_t late = 0;  // of the lost: a reply came after Tmax
    std::uint64_t duplicates = 0;
    std::uint64_t reordered = 0;  // replies that a later packet's had overtaken (RFC 4737)
    std::uint64_t undefined = 0;  // replies without a delay that can be
    std::uint64_t restarts = 0;   // of the reflector, as its falling sequence shows
    std::optional<Distribution> round_trip;
    std::optional<OneWayDelay> forward;  // both or neither
    std::optional<OneWayDelay> back;
};

/// Makes windows of outcomes. A value; owned by the sender.
class Statistics {
  public:
    void add(const Outcome& outcome);
    void count_late() { ++window_.late; }
    void count_duplicate() { ++window_.duplicates; }
    void count_reordered() { ++window_.reordered; }

    [[nodiscard]] StampWindow close();

  private:
    /// Packets between two restarts of a reflector that counts. Its formula: what was sent between the first and the
    /// last reply and the reflector has not counted is lost forward; what it has counted and did not come, back.
    struct Epoch {
        std::uint64_t first_sent = 0, last_sent = 0;
        std::int64_t lowest = 0, highest = 0;  // the reflector's, without the wrap of 32 bits
        std::int64_t newest = 0;               // of the reply that left last
        WallTime newest_left{};
        std::uint64_t replied = 0;
        std::uint64_t further = 0;
    };

    void add_reply(std::uint64_t sequence, const Outcome::Replied& reply);
    [[nodiscard]] LostWays lost_in_epoch() const;

    StampWindow window_;
    std::vector<Nanoseconds> round_trips_, forward_, back_;
    Nanoseconds bound_{};
    std::uint64_t run_ = 0;  // of losses up to now
    std::optional<Epoch> epoch_;
    LostWays earlier_epochs_;
    LostWays told_;
    std::uint64_t lost_ever_ = 0;
    bool counts_ = false;  // it is known that the reflector counts by itself,
    bool copies_ = false;  // or that it does not
};

}  // namespace magpie::stamp
