// Orders, the audit and blocks: few rows, so that their statements are made when they are needed.

#include <utility>

#include "collector/database/store.hpp"

namespace magpie::collector {

using sqlite::Expected;

Expected<RestoredCommands> Store::load_commands() {
    RestoredCommands restored;
    auto orders = connection_.prepare("SELECT number, bytes, taken_ms, by FROM orders");
    auto audit = connection_.prepare("SELECT id, at_ms, who, what, detail FROM audit ORDER BY id");
    auto blocks = connection_.prepare("SELECT id, bytes FROM block");
    for (const auto* statement : {&orders, &audit, &blocks}) {
        if (!*statement) {
            return tl::make_unexpected(statement->error());
        }
    }
    auto row = orders->step();
    for (; row && *row; row = orders->step()) {
        restored.orders[static_cast<std::uint64_t>(orders->number(0))] = {
            .bytes = orders->bytes(1), .taken_ms = orders->number(2), .by = orders->bytes(3)};
    }
    for (row = row ? audit->step() : row; row && *row; row = audit->step()) {
        restored.audit.push_back({.id = static_cast<std::uint64_t>(audit->number(0)),
                                  .at_ms = audit->number(1),
                                  .who = audit->bytes(2),
                                  .what = audit->bytes(3),
                                  .detail = audit->bytes(4)});
    }
    for (row = row ? blocks->step() : row; row && *row; row = blocks->step()) {
        restored.blocks[static_cast<std::uint64_t>(blocks->number(0))] = blocks->bytes(1);
    }
    if (!row) {
        return tl::make_unexpected(row.error());
    }
    auto console = load_console();
    if (!console) {
        return tl::make_unexpected(console.error());
    }
    restored.console = std::move(*console);
    return restored;
}

Expected<void> Store::write_commands(const Batch& batch) {
    auto put = connection_.prepare("INSERT OR REPLACE INTO orders VALUES (?1, ?2, ?3, ?4)");
    auto drop = connection_.prepare("DELETE FROM orders WHERE number = ?1");
    auto add = connection_.prepare("INSERT OR REPLACE INTO audit VALUES (?1, ?2, ?3, ?4, ?5)");
    auto trim = connection_.prepare("DELETE FROM audit WHERE id <= ?1");
    auto put_block = connection_.prepare("INSERT OR REPLACE INTO block VALUES (?1, ?2)");
    auto drop_block = connection_.prepare("DELETE FROM block WHERE id = ?1");
    for (const auto* statement : {&put, &drop, &add, &trim, &put_block, &drop_block}) {
        if (!*statement) {
            return tl::make_unexpected(statement->error());
        }
    }
    for (const auto& [number, change] : batch.orders) {
        auto& statement = change.order ? *put : *drop;
        statement.bind(1, static_cast<std::int64_t>(number));
        if (change.order) {
            statement.bind_blob(2, change.order->bytes).bind(3, change.order->taken_ms).bind_text(4, change.order->by);
        }
        if (auto done = statement.step(); !done) {
            return tl::make_unexpected(done.error());
        }
    }
    for (const auto& [id, bytes] : batch.blocks) {
        auto& statement = bytes ? *put_block : *drop_block;
        statement.bind(1, static_cast<std::int64_t>(id));
        if (bytes) {
            statement.bind_blob(2, *bytes);
        }
        if (auto done = statement.step(); !done) {
            return tl::make_unexpected(done.error());
        }
    }
    for (const auto& row : batch.audit) {
        const auto done = add->bind(1, static_cast<std::int64_t>(row.id))
                              .bind(2, row.at_ms)
                              .bind_text(3, row.who)
                              .bind_text(4, row.what)
                              .bind_text(5, row.detail)
                              .step();
        if (!done) {
            return tl::make_unexpected(done.error());
        }
    }
    if (!batch.audit.empty() && batch.audit.back().id > most_commands) {
        const auto last = static_cast<std::int64_t>(batch.audit.back().id - most_commands);
        if (auto done = trim->bind(1, last).step(); !done) {
            return tl::make_unexpected(done.error());
        }
    }
    return {};
}

}  // namespace magpie::collector
