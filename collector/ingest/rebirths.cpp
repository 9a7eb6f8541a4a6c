#include "collector/ingest/rebirths.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace magpie::collector {

void Rebirths::need(std::string_view node, std::string_view reason, const Now& now) {
    auto& entry = nodes_[std::string(node)];
    if (entry.waits) {
        return;
    }
    if (entry.helped && now.mono >= entry.not_before) {
        entry.backoff = Milliseconds{0};
    }
    entry.reason = reason;
    entry.waits = waiting_.emplace(std::max(now.mono, entry.not_before), node);
    if (now.mono < entry.not_before) {
        ++deferred_;
    }
}

void Rebirths::born(std::string_view node, const Now& now) {
    const auto found = nodes_.find(std::string(node));
    if (found == nodes_.end()) {
        return;
    }
    auto& entry = found->second;
    if (entry.waits) {
        waiting_.erase(*std::exchange(entry.waits, std::nullopt));
    }
    entry.helped = true;
    if (now.mono >= entry.not_before) {
        nodes_.erase(found);
    }
}

void Rebirths::forget(std::string_view node) {
    const auto found = nodes_.find(std::string(node));
    if (found == nodes_.end()) {
        return;
    }
    if (found->second.waits) {
        waiting_.erase(*found->second.waits);
    }
    nodes_.erase(found);
}

void Rebirths::due(const Now& now, std::vector<std::string>& nodes) {
    const double seconds = std::chrono::duration<double>(now.mono - filled_at_).count();
    tokens_ = std::min(settings_.burst, tokens_ + seconds * settings_.per_second);
    filled_at_ = now.mono;
    while (!waiting_.empty() && waiting_.begin()->first <= now.mono) {
        if (tokens_ < 1) {
            emptied_at_ = now.mono;
            return;
        }
        tokens_ -= 1;
        auto& entry = nodes_[waiting_.begin()->second];
        if (emptied_at_ && waiting_.begin()->first <= *emptied_at_) {
            ++deferred_;
        }
        nodes.push_back(std::move(waiting_.begin()->second));
        waiting_.erase(waiting_.begin());
        entry.waits.reset();
        entry.helped = false;
        entry.backoff = std::clamp(entry.backoff * 2, settings_.first_backoff, settings_.longest_backoff);
        entry.not_before = now.mono + entry.backoff;
        ++asked_[std::string(entry.reason)];
    }
}

}  // namespace magpie::collector
