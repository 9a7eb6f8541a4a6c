#include "collector/ingest/rebirths.hpp"

#include <algorithm>
#include <chrono>

namespace magpie::collector {

void Rebirths::need(std::string_view node, std::string_view reason, const Now& now) {
    auto& entry = nodes_[std::string(node)];
    if (entry.waits) {
        return;
    }
    if (entry.helped && now.mono >= entry.not_before) {
        entry.backoff = Milliseconds{0};
    }
    entry.waits = true;
    entry.reason = reason;
    waiting_.emplace_back(node);
    if (now.mono < entry.not_before) {
        ++deferred_;
    }
}

void Rebirths::born(std::string_view node, const Now& now) {
    const auto found = nodes_.find(std::string(node));
    if (found == nodes_.end()) {
        return;
    }
    if (found->second.waits) {
        found->second.waits = false;
        std::erase(waiting_, node);
    }
    found->second.helped = true;
    if (now.mono >= found->second.not_before) {
        nodes_.erase(found);
    }
}

void Rebirths::forget(std::string_view node) {
    nodes_.erase(std::string(node));
    std::erase(waiting_, node);
}

void Rebirths::due(const Now& now, std::vector<std::string>& nodes) {
    const double seconds = std::chrono::duration<double>(now.mono - filled_at_).count();
    tokens_ = std::min(settings_.burst, tokens_ + seconds * settings_.per_second);
    filled_at_ = now.mono;
    std::erase_if(waiting_, [&](const std::string& name) {
        auto& entry = nodes_[name];
        if (now.mono < entry.not_before) {
            return false;
        }
        if (tokens_ < 1) {
            ++deferred_;
            entry.not_before = now.mono + Milliseconds{1000};
            return false;
        }
        tokens_ -= 1;
        entry.waits = false;
        entry.helped = false;
        entry.backoff = std::clamp(entry.backoff * 2, settings_.first_backoff, settings_.longest_backoff);
        entry.not_before = now.mono + entry.backoff;
        ++asked_[std::string(entry.reason)];
        nodes.push_back(name);
        return true;
    });
}

}  // namespace magpie::collector
