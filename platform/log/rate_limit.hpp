#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "wire/time.hpp"

namespace magpie::log {

/// Keeps a flood from becoming a flood of log lines: a token bucket for each key (a reason, a node), and a bounded
/// number of keys. A value: copy it, move it, give it any `Now`.
///
///     if (const auto silent = limit.admit(reason, now)) {
///         log.warning("message refused", {{"reason", reason}, {"not_shown", *silent}});
///     }
class RateLimit {
  public:
    struct Settings {
        std::uint32_t burst = 5;
        Milliseconds refill{10'000};  // for one token
        std::size_t keys = 256;  // beyond it, keys not seen before share one bucket, so inventing keys gains nothing
    };

    RateLimit();
    explicit RateLimit(Settings settings);

    /// Nothing when this one should be silent; else how many with this key were silent since the last that was not.
    std::optional<std::uint64_t> admit(std::string_view key, const Now& now);

  private:
    /// A token bucket kept as one time: when it will be full again (GCRA).
    struct Bucket {
        Monotonic full{};
        std::uint64_t silent = 0;
    };
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view key) const { return std::hash<std::string_view>{}(key); }
    };

    Bucket& bucket(std::string_view key, const Now& now);

    Settings settings_;
    std::unordered_map<std::string, Bucket, Hash, std::equal_to<>> buckets_;
    Bucket shared_;
    Monotonic next_sweep_{};
};

}  // namespace magpie::log
