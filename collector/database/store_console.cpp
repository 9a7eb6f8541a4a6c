// What the console keeps.

#include <utility>

#include "collector/database/store.hpp"

namespace magpie::collector {

using sqlite::Expected;
using sqlite::Statement;

namespace {

/// Binds the key and runs: `put` with the bytes behind it, `drop` without.
template <typename Key>
Expected<void> change(Statement& put, Statement& drop, const std::optional<std::string>& bytes, int bytes_at,
                      const Key& bind_key) {
    auto& statement = bytes ? put : drop;
    bind_key(statement);
    if (bytes) {
        statement.bind_blob(bytes_at, *bytes);
    }
    const auto done = statement.step();
    return done ? Expected<void>{} : tl::make_unexpected(done.error());
}

}  // namespace

Expected<RestoredConsole> Store::load_console() {
    RestoredConsole restored;
    auto poles = connection_.prepare("SELECT area, node, bytes FROM pole");
    auto windows = connection_.prepare("SELECT id, bytes FROM maintenance");
    auto events = connection_.prepare("SELECT number, bytes FROM event");
    for (const auto* statement : {&poles, &windows, &events}) {
        if (!*statement) {
            return tl::make_unexpected(statement->error());
        }
    }
    auto row = poles->step();
    for (; row && *row; row = poles->step()) {
        restored.poles[{poles->bytes(0), poles->bytes(1)}] = poles->bytes(2);
    }
    for (row = row ? windows->step() : row; row && *row; row = windows->step()) {
        restored.windows[static_cast<std::uint64_t>(windows->number(0))] = windows->bytes(1);
    }
    for (row = row ? events->step() : row; row && *row; row = events->step()) {
        restored.events[static_cast<std::uint64_t>(events->number(0))] = events->bytes(1);
    }
    if (!row) {
        return tl::make_unexpected(row.error());
    }
    return restored;
}

Expected<void> Store::write_console(const ConsoleChange& changes) {
    auto put_pole = connection_.prepare("INSERT OR REPLACE INTO pole VALUES (?1, ?2, ?3)");
    auto drop_pole = connection_.prepare("DELETE FROM pole WHERE area = ?1 AND node = ?2");
    auto put_window = connection_.prepare("INSERT OR REPLACE INTO maintenance VALUES (?1, ?2)");
    auto drop_window = connection_.prepare("DELETE FROM maintenance WHERE id = ?1");
    auto put_event = connection_.prepare("INSERT OR REPLACE INTO event VALUES (?1, ?2)");
    auto trim = connection_.prepare("DELETE FROM event WHERE number < ?1");
    for (const auto* statement : {&put_pole, &drop_pole, &put_window, &drop_window, &put_event, &trim}) {
        if (!*statement) {
            return tl::make_unexpected(statement->error());
        }
    }
    for (const auto& [name, bytes] : changes.poles) {
        auto done = change(*put_pole, *drop_pole, bytes, 3, [&name = name](Statement& statement) {
            statement.bind_text(1, name.area).bind_text(2, name.node);
        });
        if (!done) {
            return done;
        }
    }
    for (const auto& [id, bytes] : changes.windows) {
        auto done = change(*put_window, *drop_window, bytes, 2,
                           [id = id](Statement& statement) { statement.bind(1, static_cast<std::int64_t>(id)); });
        if (!done) {
            return done;
        }
    }
    for (const auto& [number, bytes] : changes.events) {
        if (auto done = put_event->bind(1, static_cast<std::int64_t>(number)).bind_blob(2, bytes).step(); !done) {
            return tl::make_unexpected(done.error());
        }
    }
    if (changes.first_event > 0) {
        if (auto done = trim->bind(1, static_cast<std::int64_t>(changes.first_event)).step(); !done) {
            return tl::make_unexpected(done.error());
        }
    }
    return {};
}

}  // namespace magpie::collector
