#include "collector/app/memory.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace magpie::collector {

namespace {

/// A line an epoch: "4-9, 12".
void say_lost(const ingest::Settle& settle, const log::Log& log) {
    for (auto loss = settle.losses.begin(); loss != settle.losses.end();) {
        const auto epoch = loss->epoch;
        std::string numbers;
        for (; loss != settle.losses.end() && loss->epoch == epoch; ++loss) {
            const auto [first, last] = std::pair(value(loss->range.first), value(loss->range.last));
            numbers += fmt::format("{}{}", numbers.empty() ? "" : ", ", first);
            numbers += first == last ? "" : fmt::format("-{}", last);
        }
        log.warning("reports are lost", {{"area", settle.area},
                                         {"node", settle.node},
                                         {"epoch", fmt::format("{:016x}", value(epoch))},
                                         {"numbers", numbers}});
    }
}

/// What a node is told that it need not keep.
void say_acknowledged(const ingest::Settle& settle, const log::Log& log) {
    for (const auto& one : settle.acknowledgements) {
        log.debug("acknowledged", {{"node", settle.node},
                                   {"epoch", fmt::format("{:016x}", value(one.epoch))},
                                   {"received", value(one.received)},
                                   {"safe", value(one.safe)},
                                   {"highest", value(one.highest)}});
    }
}

console::Keep console_memory_in(Database& database) {
    return {.pole =
                [&database](const console::PoleName& name, std::string bytes) {
                    database.keep_pole({name.area, name.node}, std::move(bytes));
                },
            .no_pole =
                [&database](const console::PoleName& name) {
                    database.keep_pole({name.area, name.node}, std::nullopt);
                },
            .window = [&database](std::uint64_t id, std::string bytes) { database.keep_window(id, std::move(bytes)); },
            .no_window = [&database](std::uint64_t id) { database.keep_window(id, std::nullopt); },
            .event = [&database](std::uint64_t number,
                                 std::string bytes) { database.keep_event(number, std::move(bytes)); },
            .no_event_below = [&database](std::uint64_t number) { database.drop_events_below(number); }};
}

}  // namespace

Memory memory_in(Database& database, const log::Log& log, std::function<void(const ingest::Settle&)> settled) {
    return {
        .remember =
            [&database](const ingest::Remember& node) {
                // The plan keeps its own text alive: nothing is copied a node.
                auto content = node.plan ? std::shared_ptr<const std::string>(node.plan, &node.plan->content) : nullptr;
                database.remember({node.area, node.node}, {.bd_seq = node.bd_seq,
                                                           .plan_id = node.plan ? node.plan->id : 0,
                                                           .plan = std::move(content),
                                                           .info = node.info,
                                                           .interval_ms = node.interval.count(),
                                                           .last_heard_ms = node.last_heard.time_since_epoch().count(),
                                                           .down = node.down});
            },
        .forget =
            [&database](const ingest::Forget& node) {
                database.forget({node.area, node.node});
            },
        .settle =
            [&database, &log, settled = std::move(settled)](const ingest::Settle& settle) {
                say_lost(settle, log);
                database.settle({settle.area, settle.node}, settle.ledger, [settled, settle, &log] {
                    say_acknowledged(settle, log);
                    settled(settle);
                });
            },
        .keep_block =
            [&database](const Block& block) {
                database.keep_block(static_cast<std::uint64_t>(block.id), encode(block));
            },
        .drop_block = [&database](BlockId id) { database.drop_block(static_cast<std::uint64_t>(id)); },
        .console = console_memory_in(database)};
}

void restore(Collector& collector, Database& database, const std::vector<std::string>& areas, const Now& now) {
    for (const auto& [name, stored, ledger] : database.take_restored()) {
        if (!areas.empty() && std::ranges::find(areas, name.area) == areas.end()) {
            database.forget(name);
            continue;
        }
        auto plan = stored.plan ? collector.ingest().restore_plan(*stored.plan) : nullptr;
        collector.ingest().restore_node({.area = name.area,
                                         .node = name.node,
                                         .bd_seq = stored.bd_seq,
                                         .plan = std::move(plan),
                                         .info = stored.info,
                                         .interval = Milliseconds{stored.interval_ms},
                                         .last_heard = UtcMs{Milliseconds{stored.last_heard_ms}},
                                         .down = stored.down},
                                        now);
        if (!ledger.empty()) {
            collector.ingest().restore_ledger(name.node, ledger);
        }
    }
    std::vector<Block> blocks;
    for (const auto& [id, bytes] : database.take_restored_blocks()) {
        if (auto block = decode_block(BlockId{id}, bytes)) {
            blocks.push_back(std::move(*block));
        } else {
            database.drop_block(id);
        }
    }
    collector.blocks().restore(std::move(blocks), now);
    auto console = database.take_restored_console();
    console::Kept kept{.poles = {}, .windows = std::move(console.windows), .events = std::move(console.events)};
    for (auto& [name, bytes] : console.poles) {
        kept.poles.emplace(console::PoleName{name.area, name.node}, std::move(bytes));
    }
    collector.console().restore(kept, console_memory_in(database), now);
}

OrderDesk::Memory order_memory_in(Database& database) {
    return {.keep =
                [&database](const KeptOrder& order, std::function<void()> done) {
                    database.keep_order(
                        static_cast<std::uint64_t>(order.number),
                        {.bytes = order.bytes, .taken_ms = order.taken.time_since_epoch().count(), .by = order.by},
                        std::move(done));
                },
            .drop =
                [&database](OrderNumber number, std::function<void()> done) {
                    database.drop_order(static_cast<std::uint64_t>(number), std::move(done));
                },
            .audit =
                [&database](const AuditRow& row) {
                    database.audit({.id = row.id,
                                    .at_ms = row.at.time_since_epoch().count(),
                                    .who = row.who,
                                    .what = row.what,
                                    .detail = row.detail});
                }};
}

void restore_orders(OrderDesk& desk, Database& database, const Now& now, const log::Log& log) {
    auto stored = database.take_restored_commands();
    std::vector<KeptOrder> orders;
    for (auto& [number, order] : stored.orders) {
        orders.push_back({.number = OrderNumber{number},
                          .bytes = std::move(order.bytes),
                          .taken = UtcMs{Milliseconds{order.taken_ms}},
                          .by = std::move(order.by)});
    }
    std::vector<AuditRow> audit;
    for (auto& row : stored.audit) {
        audit.push_back({.id = row.id,
                         .at = UtcMs{Milliseconds{row.at_ms}},
                         .who = std::move(row.who),
                         .what = std::move(row.what),
                         .detail = std::move(row.detail)});
    }
    for (const auto number : desk.restore(std::move(orders), std::move(audit), now)) {
        log.warning("an order that was kept is not held: its signature is not good now",
                    {{"order", static_cast<std::uint64_t>(number)}});
    }
}

}  // namespace magpie::collector
