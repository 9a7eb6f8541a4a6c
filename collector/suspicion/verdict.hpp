#pragma once

#include <cstddef>
#include <optional>

#include "wire/time.hpp"

namespace magpie::collector::suspicion {

/// When what some nodes share is to blame, and for how long.
struct Rules {
    std::size_t least_members = 3;  // fewer fall by chance
    double share = 0.8;             // of those that were up must have fallen
    Milliseconds window{120'000};   // so long ago at most
    Milliseconds clear{20'000};     // half of that share is up again for so long: over
};

/// How those that share something stand. Who was down long before takes no part: it fell of something else.
struct Tally {
    std::size_t up = 0;
    std::size_t fell = 0;  // within the window; of an open fault since its beginning
    std::size_t down_before = 0;
    UtcMs first_fall{};  // of those that fell

    void add_fall(UtcMs at) {
        first_fall = fell == 0 || at < first_fall ? at : first_fall;
        ++fell;
    }
};

/// Whether what a group shares is suspected. It opens and closes at different shares, so that poles that come back one
/// after the other, or flap, are one fault. A value of whoever asks.
class Verdict {
  public:
    /// `may_open`: what is known is no older than the window.
    void judge(const Tally& tally, const Rules& rules, bool may_open, const Now& now);

    [[nodiscard]] bool open() const { return since_.has_value(); }
    /// When its first member fell; of one that is open.
    [[nodiscard]] UtcMs since() const { return *since_; }
    /// Who fell before this is no part of it.
    [[nodiscard]] UtcMs counts_from(const Rules& rules, const Now& now) const {
        return since_.value_or(now.wall - rules.window);
    }

  private:
    std::optional<UtcMs> since_;
    std::optional<Monotonic> well_since_;
};

}  // namespace magpie::collector::suspicion
