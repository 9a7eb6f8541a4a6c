#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "collector/ingest/quota.hpp"
#include "collector/ingest/reason.hpp"
#include "wire/time.hpp"

namespace magpie::collector {

/// A node in quarantine, as the operator sees it.
struct Quarantined {
    std::string area;
    std::string node;
    Reason reason;
    UtcMs since;
    UtcMs until;
    unsigned times;  // how often by now, without an hour of peace between
};

/// Who broke a quota, and who did so again and again: in ten different seconds of one minute. Such a node is not heard
/// for a minute, and for twice as long each time it comes to that again, up to an hour; an hour after its last
/// quarantine that is forgotten. It ends by time, by release(), and with the process. One thread; owned by Ingest.
class Quarantine {
  public:
    [[nodiscard]] bool holds(std::string_view id, Monotonic now) const;
    /// A message of this node was over a quota. True when that put it in quarantine.
    bool strike(std::string_view area, std::string_view id, Reason reason, const Now& now);

    /// It is heard again from now on, and its quota as a stranger begins anew; if it comes to that once more it lasts
    /// as long as it would have. What it was in for; nothing when it is not in quarantine.
    [[nodiscard]] std::optional<Quarantined> release(std::string_view id, const Now& now);

    /// One that sends things and is no node, for none of them is good: it has a quota all the same.
    void watch(std::string_view id, const Now& now);
    /// Null for one that is not watched. Holds until the next call of anything that is not const.
    [[nodiscard]] Quota* quota(std::string_view id);

    /// Forgets those who have been good for long enough.
    void tick(Monotonic now);

    [[nodiscard]] std::vector<Quarantined> list(Monotonic now) const;
    [[nodiscard]] std::size_t size(Monotonic now) const;
    /// How often it came to that, by Reason.
    [[nodiscard]] const std::array<std::uint64_t, reason_words.size()>& counts() const { return counts_; }

  private:
    struct Record {
        std::string area;
        Quota quota;           // while it is no node
        Monotonic noted{};     // struck or watched, last
        Monotonic struck{};    // last, where strikes is not 0
        Monotonic counting{};  // since when strikes count
        unsigned strikes = 0;  // seconds with one
        unsigned times = 0;    // in quarantine
        Monotonic until{};     // of the last quarantine
        Reason reason{};
        UtcMs since{};
        UtcMs until_wall{};
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Records = std::unordered_map<std::string, Record, Hash, std::equal_to<>>;

    Record* find_or_make(std::string_view id, std::size_t most);

    Records records_;
    Monotonic swept_{};
    std::array<std::uint64_t, reason_words.size()> counts_{};
};

}  // namespace magpie::collector
