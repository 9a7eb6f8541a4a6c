#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "collector/fleet/fleet.hpp"
#include "collector/ingest/foreign.hpp"
#include "collector/ingest/late_pace.hpp"
#include "collector/ingest/ledger.hpp"
#include "collector/ingest/node_clock.hpp"
#include "collector/ingest/plan.hpp"
#include "collector/ingest/quota.hpp"
#include "collector/ingest/text_quota.hpp"
#include "collector/ingest/timer_wheel.hpp"
#include "wire/sparkplug/node_rules.hpp"

namespace magpie::collector {

/// A message kept back because one before it is missing.
struct HeldMessage {
    std::uint8_t seq;
    std::string topic;
    std::string payload;
};

/// A device behind an edge node, alive.
struct EdgeDevice {
    std::string name;
    DeclaredMetrics metrics{};
    NodeIndex series{};
};

/// A node that never gave birth is forgotten after this.
inline constexpr std::chrono::minutes unborn_for{10};

/// Everything Ingest knows of one edge node besides its values, which are the fleet's.
struct EdgeNode : Timed {
    std::string area;
    std::string id;
    sparkplug::NodeRules rules;
    std::optional<NodeIndex> fleet;    // once born or expected
    std::shared_ptr<const Plan> plan;  // of Magpie's own nodes; null for foreign edges
    DeclaredMetrics metrics;           // of foreign edges
    std::vector<EdgeDevice> devices;
    TextQuota texts;  // of both
    Quota quota;
    std::vector<InfoLabels> info_labels;
    Ledger ledger;
    bool counts_losses = true;  // false from a takeover to the node's first word after it
    std::vector<HeldMessage> held;
    std::size_t held_bytes = 0;
    Milliseconds interval{0};
    UtcMs last_heard{};
    Monotonic quiet_since{};  // created, or died
    Monotonic acknowledge_at = Monotonic::max();
    Monotonic acknowledged{};  // last
    Monotonic late_at{};       // when it was born, or last sent what is late
    LatePace::Mark backlog_noted;
    NodeClock clock;  // where the node does not know the time

    void drop_held() {
        held.clear();
        held_bytes = 0;
    }
    /// When time alone has something to say to it.
    [[nodiscard]] Monotonic due() const {
        const auto forgotten_at = rules.born() ? Monotonic::max() : quiet_since + unborn_for;
        return std::min({rules.deadline(), acknowledge_at, forgotten_at});
    }
};

}  // namespace magpie::collector
