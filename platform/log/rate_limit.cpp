#include "platform/log/rate_limit.hpp"

#include <algorithm>
#include <utility>

namespace magpie::log {

RateLimit::RateLimit() : RateLimit(Settings{}) {}

RateLimit::RateLimit(Settings settings) : settings_(settings) {}

std::optional<std::uint64_t> RateLimit::admit(std::string_view key, const Now& now) {
    Bucket& taken = bucket(key.substr(0, 128), now);
    const Monotonic full = std::max(taken.full, now.mono) + settings_.refill;
    if (full - now.mono > settings_.burst * settings_.refill) {
        ++taken.silent;
        return std::nullopt;
    }
    taken.full = full;
    return std::exchange(taken.silent, 0);
}

RateLimit::Bucket& RateLimit::bucket(std::string_view key, const Now& now) {
    if (const auto known = buckets_.find(key); known != buckets_.end()) {
        return known->second;
    }
    if (buckets_.size() >= settings_.keys && now.mono >= next_sweep_) {
        // Not at every new key: a sweep is as long as the table, and new keys are what an attacker has plenty of.
        std::erase_if(buckets_, [&](const auto& entry) { return entry.second.full <= now.mono; });
        next_sweep_ = now.mono + settings_.refill;
    }
    return buckets_.size() < settings_.keys ? buckets_[std::string(key)] : shared_;
}

}  // namespace magpie::log
