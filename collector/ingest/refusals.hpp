#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "collector/ingest/reason.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// One refused message as the operator sees it: nothing in it that is not plain text.
struct Refusal {
    UtcMs time;
    std::string reason;
    std::string topic;        // escaped
    std::string first_bytes;  // hex, of at most 64 bytes
};

/// Counts what was refused by reason, and keeps the first bytes of the last few, at most one a reason and second, so
/// that a flood of one kind hides no other. One thread; owned by Ingest.
class Refusals {
  public:
    /// True when this one was kept, and so is worth a line in the log.
    bool add(Reason reason, std::string_view topic, std::string_view payload, const Now& now);
    /// Counts one that there is no need to look at: such as these were kept before.
    void pass_over(Reason reason) { ++counts_[static_cast<std::size_t>(reason)]; }
    /// Counts one of perhaps many metrics of the message at hand, which keep_counted() then keeps once.
    void count(Reason reason, std::uint64_t times = 1) {
        counts_[static_cast<std::size_t>(reason)] += times;
        to_keep_ |= std::uint64_t{1} << static_cast<unsigned>(reason);
    }
    /// Keeps the message of which metrics were counted since the last call, once for each of their reasons.
    void keep_counted(std::string_view topic, std::string_view payload, const Now& now);

    [[nodiscard]] std::uint64_t counted(Reason reason) const { return counts_[static_cast<std::size_t>(reason)]; }
    [[nodiscard]] const std::array<std::uint64_t, reason_words.size()>& counts() const { return counts_; }
    [[nodiscard]] const std::deque<Refusal>& kept() const { return kept_; }
    [[nodiscard]] std::uint64_t ever_kept() const { return ever_kept_; }

  private:
    static constexpr std::size_t most_kept = 64;
    static_assert(reason_words.size() <= 64, "to_keep_ has a bit for each");

    bool keep(Reason reason, std::string_view topic, std::string_view payload, const Now& now);

    std::array<std::uint64_t, reason_words.size()> counts_{};
    std::array<std::optional<Monotonic>, reason_words.size()> last_kept_{};
    std::deque<Refusal> kept_;
    std::uint64_t ever_kept_ = 0;
    std::uint64_t to_keep_ = 0;
};

}  // namespace magpie::collector
