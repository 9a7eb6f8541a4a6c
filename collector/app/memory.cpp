#include "collector/app/memory.hpp"

#include <algorithm>
#include <memory>
#include <string>

namespace magpie::collector {

Memory memory_in(Database& database, std::function<void(const ingest::Settle&)> settled) {
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
            [&database, settled = std::move(settled)](const ingest::Settle& settle) {
                database.settle({settle.area, settle.node}, settle.ledger, [settled, settle] { settled(settle); });
            }};
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
}

}  // namespace magpie::collector
