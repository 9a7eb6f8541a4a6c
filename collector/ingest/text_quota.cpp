#include "collector/ingest/text_quota.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::collector {

bool TextQuota::take(std::uint64_t text, std::size_t most, const Now& now) {
    if (now.mono >= begun_ + std::chrono::hours(24)) {
        begun_ = now.mono;
        seen_.clear();
    }
    const auto place = std::ranges::lower_bound(seen_, text);
    if (place != seen_.end() && *place == text) {
        return true;
    }
    if (seen_.size() >= most) {
        return false;
    }
    seen_.insert(place, text);
    return true;
}

}  // namespace magpie::collector
