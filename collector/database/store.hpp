#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_set>
#include <vector>

#include <tl/expected.hpp>

#include "collector/database/sqlite.hpp"
#include "collector/database/stored.hpp"

namespace magpie::collector {

inline constexpr std::int64_t schema_version = 4;

struct StoreSettings {
    std::string path;
    std::optional<std::uint32_t> most_pages{};  // of 4 KiB; beyond it the file is full, as a disk is
};

/// The file: its schema, what is read from it at the start, and one transaction a batch. Survives a kill and a power
/// cut (WAL, synchronous=FULL: a commit returns after fsync), because what is committed here lets a pole drop its copy.
/// Used by one thread at a time; owned by Database.
class Store {
  public:
    using Say = std::function<void(std::string)>;  // for the log: what a person should know

    /// Opens or creates. A damaged file is set aside as `<path>.damaged-<n>` and a new one begun; a file of another
    /// program, of a newer version or in use is left alone and the error says so.
    [[nodiscard]] static tl::expected<Store, std::string> open(const StoreSettings& settings, const Say& say);

    /// Renames a file whose damage showed only in use. Nothing may have it open: SQLite removes the log by its name.
    [[nodiscard]] static tl::expected<void, std::string> set_aside(const StoreSettings& settings,
                                                                   const std::string& why, const Say& say);

    /// All nodes, those heard longest ago first. What cannot be a node is left out.
    [[nodiscard]] sqlite::Expected<std::vector<RestoredNode>> load();

    /// Orders, the audit, blocks and what the console keeps.
    [[nodiscard]] sqlite::Expected<RestoredCommands> load_commands();

    /// All or nothing.
    [[nodiscard]] sqlite::Expected<void> write(const Batch& batch);

  private:
    struct Statements {
        sqlite::Statement find_plan_of_node;
        sqlite::Statement put_node;
        sqlite::Statement drop_node;
        sqlite::Statement put_plan;
        sqlite::Statement drop_plan;
        sqlite::Statement put_ledger;
        sqlite::Statement drop_ledger;
    };

    Store(sqlite::Connection connection, Statements statements)
        : connection_(std::move(connection)), statements_(std::move(statements)) {}

    [[nodiscard]] static tl::expected<Store, sqlite::Error> prepare(sqlite::Connection connection);
    [[nodiscard]] sqlite::Expected<void> write_rows(const Batch& batch);
    [[nodiscard]] sqlite::Expected<void> write_node(const NodeName& name, const std::optional<StoredNode>& node);
    [[nodiscard]] sqlite::Expected<void> write_commands(const Batch& batch);
    [[nodiscard]] sqlite::Expected<RestoredConsole> load_console();
    [[nodiscard]] sqlite::Expected<void> write_console(const ConsoleChange& change);

    sqlite::Connection connection_;
    Statements statements_;
    std::unordered_set<std::uint64_t> plans_;  // known to be in the file
    std::unordered_set<std::uint64_t> left_;   // plans that a node of this transaction had before
};

}  // namespace magpie::collector
