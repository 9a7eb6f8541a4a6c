#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

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

/// An order as it was handed in.
struct StoredOrder {
    std::string bytes;
    std::int64_t taken_ms = 0;  // UTC
    std::string by;
};

/// A row of the audit.
struct StoredCommand {
    std::uint64_t id = 0;    // ascending
    std::int64_t at_ms = 0;  // UTC
    std::string who;
    std::string what;
    std::string detail;
};

/// What the console keeps: poles of the inventory, maintenance windows by id, events by number.
struct RestoredConsole {
    std::map<NodeName, std::string> poles{};
    std::map<std::uint64_t, std::string> windows{};
    std::map<std::uint64_t, std::string> events{};
};

/// What people commanded, as it comes back after a restart: orders by number, the audit, oldest first, blocked
/// addresses by id, and what the console keeps.
struct RestoredCommands {
    std::map<std::uint64_t, StoredOrder> orders;
    std::vector<StoredCommand> audit;
    std::map<std::uint64_t, std::string> blocks{};
    RestoredConsole console{};
};

/// A new order, or none; all of `done` are called once that is committed.
struct OrderChange {
    std::optional<StoredOrder> order;
    std::vector<std::function<void()>> done;
};

/// A new ledger, or none; `safe` is called once that is committed.
struct LedgerChange {
    std::optional<std::string> ledger;
    std::function<void()> safe;
};

/// Rows of the audit that are kept.
inline constexpr std::size_t most_commands = 10'000;

/// What is new in the console.
struct ConsoleChange {
    std::map<NodeName, std::optional<std::string>> poles{};
    std::map<std::uint64_t, std::optional<std::string>> windows{};
    std::map<std::uint64_t, std::string> events{};
    std::uint64_t first_event = 0;  // those below go

    [[nodiscard]] std::size_t size() const {
        return poles.size() + windows.size() + events.size() + (first_event > 0 ? 1 : 0);
    }
};

/// What one transaction takes: the latest of each key. Nothing means: to be deleted.
struct Batch {
    std::map<NodeName, std::optional<StoredNode>> nodes;
    std::map<NodeName, LedgerChange> ledgers;
    std::map<std::uint64_t, OrderChange> orders;                   // by number
    std::vector<StoredCommand> audit;                              // to be added
    std::map<std::uint64_t, std::optional<std::string>> blocks{};  // by id
    ConsoleChange console{};

    [[nodiscard]] std::size_t size() const {
        return nodes.size() + ledgers.size() + orders.size() + audit.size() + blocks.size() + console.size();
    }
};

}  // namespace magpie::collector
