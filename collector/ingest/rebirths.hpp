#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "wire/time.hpp"

namespace magpie::collector {

struct RebirthSettings {
    double per_second = 50;  // of the whole city: a rebirth of 34,363 poles is a burst of 170 MB otherwise
    double burst = 100;
    Milliseconds first_backoff{5000};
    Milliseconds longest_backoff{300000};
};

/// Decides when a rebirth that is needed may be asked for: one token bucket for the city, and for each node a wait that
/// doubles while asking does not help. One thread; owned by Ingest.
class Rebirths {
  public:
    explicit Rebirths(const RebirthSettings& settings) : settings_(settings), tokens_(settings.burst) {}

    /// A rebirth of this node is needed. Asked again while it waits, nothing happens.
    void need(std::string_view node, std::string_view reason, const Now& now);
    /// The node gave birth; it starts afresh once its last wait is over without a further need.
    void born(std::string_view node, const Now& now);
    void forget(std::string_view node);

    /// The nodes to ask now.
    void due(const Now& now, std::vector<std::string>& nodes);

    [[nodiscard]] const std::map<std::string, std::uint64_t, std::less<>>& asked() const {
        return asked_;
    }  // by reason
    [[nodiscard]] std::uint64_t deferred() const { return deferred_; }

  private:
    /// By the time from which a node may be asked; of one time in the order of their need.
    using Waiting = std::multimap<Monotonic, std::string>;
    struct Node {
        Monotonic not_before{};
        Milliseconds backoff{0};
        std::optional<Waiting::iterator> waits{};
        bool helped = false;      // a birth came after the last request
        std::string_view reason;  // a literal
    };

    RebirthSettings settings_;
    double tokens_;
    Monotonic filled_at_{};
    std::unordered_map<std::string, Node> nodes_;
    Waiting waiting_;
    std::optional<Monotonic> emptied_at_;  // when the bucket last had nothing for one that waited
    std::map<std::string, std::uint64_t, std::less<>> asked_;
    std::uint64_t deferred_ = 0;
};

}  // namespace magpie::collector
