#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "wire/time.hpp"

namespace magpie::agent {

/// Whose turn it is. Each of many has an interval and begins anywhere within its first one (RFC 6673 2.4), so that
/// neither those of one node nor the nodes of a city ask all at once; from then on it keeps its phase. No more than so
/// many are under way at a time; who waits for its turn longer than its interval has missed it. The same seed gives
/// the same schedule. A value; owned by who asks.
class Schedule {
  public:
    Schedule(const std::vector<Milliseconds>& intervals, std::size_t at_once, std::uint32_t seed);

    void begin(const Now& now);
    /// One that is to begin now: the one that has waited longest. To be asked until there is none.
    [[nodiscard]] std::optional<std::size_t> take(const Now& now);
    /// It is over.
    void ended(std::size_t which);
    /// When take() has something to give; nothing while as many are under way as may be.
    [[nodiscard]] std::optional<Monotonic> deadline() const;

    [[nodiscard]] std::uint64_t missed() const { return missed_; }

  private:
    struct Turn {
        Milliseconds interval{};
        Monotonic next{};
        bool under_way = false;
    };
    [[nodiscard]] const Turn* first() const;

    std::vector<Turn> turns_;
    std::size_t at_once_;
    std::size_t under_way_ = 0;
    std::uint64_t missed_ = 0;
    std::minstd_rand random_;
};

}  // namespace magpie::agent
