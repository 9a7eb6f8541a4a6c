#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "agent/path_trace/segment.hpp"
#include "wire/time.hpp"

namespace magpie::agent {

/// What a way that still passes packets on can suffer from.
enum class Ailment : std::uint8_t { loss, delay };
inline constexpr std::size_t ailment_count = 2;

struct QualitySettings {
    double loss_ratio = 0.03;  // from which share on packets are lost that should not be
    Milliseconds rise{50};     // how far above its own least a round trip is too long
};

/// Packets to one target that were sent one after the other, and what became of them.
struct Passage {
    struct Ways {
        std::uint32_t forward = 0;
        std::uint32_t back = 0;
    };
    std::uint32_t sent = 0;
    std::uint32_t lost = 0;
    std::optional<Ways> lost_ways{};                       // where the other end counts too
    std::optional<std::chrono::nanoseconds> round_trip{};  // median of those that were answered
};

/// How the way to one target passes packets, by the last few hundred that were sent, none older than an hour. Lossy
/// from `loss_ratio` of 300 on, and again well below half of that; slow where of the last 60 three quarters took longer
/// by `rise` than the least of the last day, and well again where a quarter did: what ends needs as long as what
/// begins, and what is near the bound changes nothing. A value; given `now`.
class WayQuality {
  public:
    explicit WayQuality(const QualitySettings& settings) : settings_(settings) {}

    void add(const Passage& passage, const Now& now);
    void forget_what_is_old(const Now& now);

    /// Since when it is bad: when the first of the packets was sent that say so.
    [[nodiscard]] std::optional<Monotonic> bad_since(Ailment ailment) const;
    /// What those say that were sent since: of another way that is bad from then on. Nothing while they are too few.
    [[nodiscard]] std::optional<Finding> finding_since(Ailment ailment, Monotonic since) const;
    [[nodiscard]] bool was_asked_since(Ailment ailment, Monotonic since) const;

    /// For a person: "5.0 % lost, 4.7 % on the way there and 0.3 % back"; "61 ms more than its least of 3 ms".
    [[nodiscard]] std::string text(Ailment ailment) const;

  private:
    struct Counts {
        std::uint64_t sent = 0;
        std::uint64_t lost = 0;
        std::uint64_t timed = 0;
        std::uint64_t late = 0;  // of the timed
        std::uint64_t sent_with_ways = 0;
        std::uint64_t forward = 0;  // of these
        std::uint64_t back = 0;

        void add(const Counts& other);
    };
    struct Batch {
        Monotonic begin;  // nothing of it was sent before
        Monotonic end;
        Counts counts;
    };
    /// The least round trip within an hour.
    struct Hour {
        std::int64_t number = 0;
        std::optional<std::chrono::nanoseconds> least{};
    };

    std::chrono::nanoseconds least_of_the_day(std::chrono::nanoseconds round_trip, const Now& now);
    void judge_loss();
    void judge_delay();
    [[nodiscard]] Counts all_since(Monotonic since) const;

    QualitySettings settings_;
    std::deque<Batch> batches_;
    Counts all_;
    std::array<Hour, 24> hours_{};
    std::chrono::nanoseconds least_{};
    std::chrono::nanoseconds latest_{};
    std::array<std::optional<Monotonic>, ailment_count> bad_since_{};
};

}  // namespace magpie::agent
