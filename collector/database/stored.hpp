#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

namespace magpie::collector {

struct NodeName {
    std::string area;
    std::string node;
    friend auto operator<=>(const NodeName&, const NodeName&) = default;
};

/// The last birth of a node, and whether it lives. What the texts hold is the business of those who write them.
struct StoredNode {
    std::uint8_t bd_seq = 0;
    std::uint64_t plan_id = 0;                // of the content, by a hash that nobody can make collide
    std::shared_ptr<const std::string> plan;  // shared by all nodes with this list of series; null: a foreign edge
    std::string info;
    std::int64_t interval_ms = 0;
    std::int64_t last_heard_ms = 0;  // UTC
    bool down = false;
};

/// A node as it comes back after a restart.
struct RestoredNode {
    NodeName name;
    StoredNode stored;
    std::string ledger;  // empty: none was settled
};

/// A new ledger, or none; `safe` is called once that is committed.
struct LedgerChange {
    std::optional<std::string> ledger;
    std::function<void()> safe;
};

/// What one transaction takes: the latest of each key. Nothing means: to be deleted.
struct Batch {
    std::map<NodeName, std::optional<StoredNode>> nodes;
    std::map<NodeName, LedgerChange> ledgers;

    [[nodiscard]] std::size_t size() const { return nodes.size() + ledgers.size(); }
};

}  // namespace magpie::collector
